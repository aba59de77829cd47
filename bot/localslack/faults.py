"""What goes wrong on purpose: rules that a test or a person sets."""

import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from bot.localslack.errors import Refused
from bot.localslack.ids import Ids
from bot.localslack.journal import Journal
from bot.localslack.shapes import Obj

KINDS = {
    "api": {
        "ratelimited",
        "http",
        "error",
        "slow",
        "hang",
        "reset_before",
        "reset_after",
        "garbage",
        "create_race",
    },
    "delivery": {"duplicate", "delay", "drop"},
    "socket": {"refuse_open", "slow_hello"},
    "http": {"bad_signature", "old_timestamp", "replay"},
    "response_url": {"error", "slow", "reset_after"},
    "upload": {"error", "slow", "reset_after"},
}
SPREADS = frozenset({"slow", "delay", "slow_hello"})
NEEDED = {"http": ("status",), "error": ("code",)}
MOST = 1e9
PROFILES = Path(__file__).parent / "profiles.toml"


@dataclass(slots=True)
class Rule:
    """One rule: where it listens, what it matches, how often it fires, and what it does."""

    id: str
    on: str
    do: Obj
    match: Obj = field(default_factory=dict)
    nth: int | None = None
    every: int | None = None
    p: float | None = None
    times: int | None = None
    of_profile: bool = False
    seen: int = 0
    fired: int = 0

    def as_seen(self) -> Obj:
        """Return the rule as the control API shows it."""
        chosen = {key: getattr(self, key) for key in ("nth", "every", "p", "times")}
        shown = {key: value for key, value in chosen.items() if value is not None}
        fixed: Obj = {"id": self.id, "on": self.on, "match": self.match, "do": self.do}
        return fixed | shown | {"seen": self.seen, "fired": self.fired}


class Faults:
    """The rules in force, tried in order; the first that fires decides."""

    def __init__(self, ids: Ids, journal: Journal) -> None:
        self.ids = ids
        self.journal = journal
        self.rules: list[Rule] = []
        self.profile = "perfect"
        self.latency: Obj = {}

    def add(self, wanted: object) -> list[Rule]:
        """Put one rule or a list of rules in force.

        Raises Refused when one of them is no rule; then none is.
        """
        entries = wanted if isinstance(wanted, list) else [wanted]
        rules = [self._rule(entry) for entry in entries]
        self.rules += rules
        return rules

    def remove(self, rule_id: str | None) -> None:
        """Lift one rule, or all that were set by hand."""
        self.rules = [
            rule
            for rule in self.rules
            if rule.of_profile or (rule_id is not None and rule.id != rule_id)
        ]

    def use_profile(self, name: str) -> None:
        """Put the weather of a profile in force, in place of the one before."""
        if name not in profiles():
            raise Refused("bad_value", f"No profile is called {name!r}: {', '.join(profiles())}.")
        profile = profiles()[name]
        self.rules = [rule for rule in self.rules if not rule.of_profile]
        for rule in self.add([dict(entry) for entry in profile.get("rules", [])]):
            rule.of_profile = True
        self.profile, self.latency = name, dict(profile.get("latency", {}))

    def meet(self, on: str, **facts: str) -> Rule | None:
        """Return the rule that fires for what is about to happen, if any does."""
        fires = None
        for rule in self.rules:
            if rule.on == on and _matches(rule.match, facts):
                rule.seen += 1
                if fires is None and self._due(rule):
                    fires = rule
        if fires:
            fires.fired += 1
            self.journal.write("fault", rule=fires.id, on=on, do=fires.do, where=facts)
        return fires

    def latency_s(self) -> float:
        """Return how long one call takes: the fixed time, or drawn between the two percentiles."""
        return drawn(self.latency, self.ids.chance("latency")) if self.latency else 0.0

    def reset(self) -> None:
        """Lift every rule and go back to the perfect weather."""
        self.rules.clear()
        self.use_profile("perfect")

    def _due(self, rule: Rule) -> bool:
        if rule.times is not None and rule.fired >= rule.times:
            return False
        if rule.nth is not None and rule.seen != rule.nth:
            return False
        if rule.every is not None and rule.seen % rule.every:
            return False
        return rule.p is None or self.ids.chance("fault/" + rule.id) < rule.p

    def _rule(self, wanted: object) -> Rule:
        if not isinstance(wanted, dict) or not isinstance(wanted.get("do"), dict):
            raise Refused(
                "bad_request", "A rule is {on, match?, nth?|every?|p?, times?, do: {kind}}."
            )
        unknown = set(wanted) - {"id", "on", "match", "nth", "every", "p", "times", "do"}
        on, kind = wanted.get("on"), wanted["do"].get("kind")
        if unknown:
            raise Refused("bad_value", f"A rule has no {', '.join(sorted(unknown))}.")
        if on not in KINDS or kind not in KINDS[on]:
            known = "; ".join(
                f"{name}: {', '.join(sorted(kinds))}" for name, kinds in KINDS.items()
            )
            raise Refused("bad_value", f"No fault {kind!r} on {on!r}. Known: {known}.")
        _check_numbers(wanted)
        _check_deed(wanted["do"], on)
        usual: Obj = {"id": self.ids.new("Fault")}
        return Rule(**(usual | wanted))


def _check_numbers(wanted: Obj) -> None:
    for key in ("nth", "every", "times"):
        value = wanted.get(key, 1)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise Refused("bad_value", f"{key} must be a whole number from 1.")
    chance = wanted.get("p", 1)
    if isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 <= chance <= 1:
        raise Refused("bad_value", "p must be a number from 0 to 1.")
    if not isinstance(wanted.get("match", {}), dict) or not isinstance(wanted.get("id", ""), str):
        raise Refused("bad_value", "match must be an object, and id a text.")


def _check_deed(do: Obj, on: str) -> None:
    """Refuse a deed whose numbers are missing; raises Refused (bad_value)."""
    needed = NEEDED.get(do["kind"], ()) if on == "api" else ()
    spread = do["kind"] in SPREADS and "ms" not in do
    for key in ("p50_ms", "p99_ms") if spread else needed:
        if not isinstance(do.get(key), int | float | str):
            raise Refused("bad_value", f"{do['kind']} needs {key}.")
    numbers = ("ms", "p50_ms", "p99_ms", "s", "times", "spacing_s", "status", "retry_after")
    for key in numbers:
        value = do.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < MOST:
            raise Refused("bad_value", f"{key} must be a number that is not negative.")


def _matches(match: Obj, facts: dict[str, str]) -> bool:
    return all(fnmatchcase(facts.get(key, ""), str(wanted)) for key, wanted in match.items())


def drawn(spread: Obj, chance: float) -> float:
    """Return seconds: `ms` as it is, or between `p50_ms` and `p99_ms` by chance."""
    if "ms" in spread:
        return float(spread["ms"]) / 1000
    middle, tail = float(spread["p50_ms"]), float(spread["p99_ms"])
    # Geometric: the middle at half of the calls, the tail at 99 of 100.
    growth = (tail / middle) ** (1 / 0.49) if middle > 0 else 1.0
    return float(middle * growth ** (chance - 0.5) / 1000)


@cache
def profiles() -> Obj:
    """Return every profile of profiles.toml."""
    return tomllib.loads(PROFILES.read_text(encoding="utf-8"))
