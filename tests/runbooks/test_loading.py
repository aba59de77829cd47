import hashlib
import json
from pathlib import Path

import pytest

from bot.domain.runbook import Consequence, Expectation, Variable
from bot.runbooks.faults import RunbookFaults
from bot.runbooks.loading import load, load_all, parse_source
from tests.runbooks.writing import GOOD, changed, write

WHOLE = changed(
    ("summary: What to do.", "summary: >\n  What to do,\n  in two lines.\n"),
    (
        "policy:\n",
        (
            "severity_hint: sev2\n"
            "match: {keywords: [checkout], services: [shop], alert_labels: [{service: shop}]}\n"
            "references: [https://wiki.example.com/shop]\n"
            "policy:\n  default_timeout: 20s\n  max_response_bytes: 2048\n"
            "  redact: ['CUST-[0-9]+']\n"
        ),
    ),
    (
        "    goal: Is it real?\n",
        (
            "    goal: Is it real?\n    timebox: 5m\n"
            "    exit_when: [{path: answers.onset, op: exists}]\n"
        ),
    ),
    (
        "kind: check\n",
        (
            "kind: check\n        why: The first thing to know.\n        role: ops\n"
            "        required: true\n        timeout: 5s\n        owner_hint: '@shop'\n"
            "        auto: false\n        retries: 2\n        redact: [json.token]\n"
            "        when: [{path: incident.severity, op: in, value: [sev1, sev2]}]\n"
            "        then: {fail: {goto: undo, suggest: [h_change], note: Look at the release.}}\n"
        ),
    ),
    (
        "kind: manual\n",
        "kind: manual\n        collect: [text, link]\n        suggested_command: make undo\n",
    ),
    (
        "label: Suddenly}",
        'label: Suddenly, set: {base_url: "https://b.example"}}',
    ),
)


def test_a_file_becomes_the_runbook_that_people_walk(tmp_path: Path) -> None:
    runbook = load(write(tmp_path, WHOLE))

    assert (runbook.id, runbook.version, runbook.owners) == ("shop", 1, ("@sre",))
    assert runbook.summary == "What to do, in two lines."
    assert (runbook.severity_hint, runbook.keywords) == ("sev2", ("checkout",))
    assert (runbook.services, runbook.alert_labels) == (("shop",), ({"service": "shop"},))
    assert runbook.references == ("https://wiki.example.com/shop",)
    assert runbook.allow_hosts == ("${base_url}", "shop.example.com")
    assert (runbook.max_response_bytes, runbook.redact) == (2048, ("CUST-[0-9]+",))
    assert runbook.variables == (
        Variable("base_url", type="url", source="catalog", is_required=True),
    )
    (explanation,) = runbook.explanations
    assert explanation.supports == (("health", "fail", 2), ("onset", "with_change", 1))
    assert (explanation.test, explanation.mitigations) == ("health", ("undo",))


def test_a_phase_and_its_question_are_taken_over(tmp_path: Path) -> None:
    (scope, _) = load(write(tmp_path, WHOLE)).phases
    (onset,) = scope.steps

    assert (scope.name, scope.goal, scope.timebox_s) == ("verify_scope", "Is it real?", 300)
    assert scope.exit_when == (Expectation("answers.onset", "exists"),)
    assert (onset.kind, onset.is_multiple, onset.allows_other) == ("question", False, True)
    assert onset.choices[0].then == Consequence(goto="undo", suggest=("h_change",))
    assert onset.choices[1].then.assign == {"base_url": "https://b.example"}


def test_a_check_and_a_manual_step_are_taken_over(tmp_path: Path) -> None:
    health, undo = load(write(tmp_path, WHOLE)).phases[1].steps

    assert (health.role, health.is_required, health.timeout_s) == ("ops", True, 5)
    assert (health.is_automatic, health.retries, health.redact) == (False, 2, ("json.token",))
    assert (health.why, health.owner_hint) == ("The first thing to know.", "@shop")
    assert health.when == (Expectation("incident.severity", "in", ("sev1", "sev2")),)
    assert health.expect == (Expectation("status", "eq", 200),)
    assert (health.probe["type"], health.probe["method"]) == ("http", "GET")
    assert health.then["fail"].note == "Look at the release."
    assert (undo.timeout_s, undo.collect) == (20, ("text", "link"))
    assert (undo.instructions, undo.suggested_command) == ("Roll back.", "make undo")


def test_the_digest_is_over_the_canonical_json(tmp_path: Path) -> None:
    runbook = load(write(tmp_path, WHOLE))

    assert runbook.digest == hashlib.sha256(runbook.source.encode()).hexdigest()
    assert runbook.source.startswith('{"apiVersion":"runbooks/v1","hypotheses":[{"id":"h_change"')
    assert json.loads(runbook.source)["title"] == "The shop is down"


def test_only_content_counts_for_the_digest(tmp_path: Path) -> None:
    plain = load(write(tmp_path, GOOD))
    reordered = load(
        write(
            tmp_path,
            "# a remark\n"
            + changed(("version: 1\n", ""), ("kind: Runbook\n", "kind: Runbook\nversion: 1\n")),
        )
    )
    other = load(write(tmp_path, changed(("Roll back.", "Roll forward."))))

    assert plain.digest == reordered.digest
    assert plain.digest != other.digest


@pytest.mark.parametrize("text", [GOOD, WHOLE], ids=["short", "whole"])
def test_a_stored_copy_gives_the_same_runbook(text: str, tmp_path: Path) -> None:
    runbook = load(write(tmp_path, text))

    assert parse_source(runbook.source) == runbook


def test_errors_are_raised_all_at_once_and_warnings_are_not(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        changed(
            ("2027-02-22", "2020-01-01"),
            ("goto: undo", "goto: nowhere"),
            ("test: health", "test: nothing"),
        ),
    )

    with pytest.raises(RunbookFaults) as caught:
        load(path)

    assert [fault.code for fault in caught.value.faults] == ["RB205", "RB202"]
    assert str(caught.value).splitlines()[0].startswith(f"{path}:16:11 RB205 error: no step")
    assert load(write(tmp_path, changed(("2027-02-22", "2020-01-01")))).review_by == "2020-01-01"


def test_a_folder_gives_its_runbooks_by_id(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("id: shop", "id: alpha"), "alpha.yaml")

    assert [runbook.id for runbook in load_all(tmp_path)] == ["alpha", "shop"]


def test_a_folder_with_mistakes_names_those_of_every_file(tmp_path: Path) -> None:
    write(tmp_path, changed(("version: 1", "version: 0")))
    write(tmp_path, "a: b: c", "alpha.yaml")

    with pytest.raises(RunbookFaults) as caught:
        load_all(tmp_path)

    assert [fault.code for fault in caught.value.faults] == ["RB101", "RB102"]


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (inside / "shop.yaml").symlink_to(write(outside, GOOD))

    with pytest.raises(RunbookFaults) as caught:
        load_all(inside)

    [fault] = caught.value.faults
    assert (fault.file, fault.code) == (str(inside / "shop.yaml"), "RB101")
    assert fault.message == f"leads out of {inside}; put the file itself there, instead of a link"


def test_a_folder_that_leads_out_does_not_help(tmp_path: Path) -> None:
    """Of a folder beside the files only the name of the file counts."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    write(outside, GOOD)
    (inside / "more").symlink_to(outside)
    (inside / "shop.yaml").symlink_to(inside / "more/shop.yaml")

    with pytest.raises(RunbookFaults, match="RB101 error: leads out of"):
        load_all(inside)


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    """So a Kubernetes ConfigMap is mounted: the files are links into a folder beside them."""
    (tmp_path / "..data").mkdir()
    write(tmp_path / "..data", GOOD)
    (tmp_path / "shop.yaml").symlink_to("..data/shop.yaml")
    (tmp_path.parent / "linked").symlink_to(tmp_path)

    assert [runbook.id for runbook in load_all(tmp_path)] == ["shop"]
    assert [runbook.id for runbook in load_all(tmp_path.parent / "linked")] == ["shop"]


@pytest.mark.parametrize("target", ["shop.yaml", "nowhere.yaml"])
def test_a_link_that_leads_nowhere_is_refused(target: str, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").symlink_to(target)

    with pytest.raises(RunbookFaults, match="RB101 error: cannot be read"):
        load_all(tmp_path)
