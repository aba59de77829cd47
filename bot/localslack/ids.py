"""Ids, timestamps, tokens and chance, all derived from one seed."""

from hashlib import blake2b

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Ids:
    """Make the same ids, in the same order per prefix, for the same seed.

    Each prefix counts for itself, so an extra message does not change the id of the next channel.
    """

    def __init__(self, seed: int = 7) -> None:
        self.seed = seed
        self.counts: dict[str, int] = {}
        self.last_stamp = 0

    def reset(self, seed: int) -> None:
        """Start again from another seed."""
        self.seed = seed
        self.counts = {}
        self.last_stamp = 0

    def new(self, prefix: str, length: int = 11) -> str:
        """Return the next id of a kind as Slack writes it: a prefix, then capitals and digits."""
        digest = self._digest(prefix)
        return prefix + "".join(ALPHABET[byte % 32] for byte in digest[: length - len(prefix)])

    def hexadecimal(self, kind: str, length: int) -> str:
        """Return the next secret-looking text of a kind."""
        return self._digest(kind).hex()[:length]

    def chance(self, kind: str) -> float:
        """Return the next number from 0 up to, not including, 1."""
        return int.from_bytes(self._digest("chance/" + kind)[:6], "big") / 2**48

    def stamp(self, now: float) -> str:
        """Return a message `ts`: now, moved on by a microsecond when that moment is taken."""
        self.last_stamp = max(round(now * 1_000_000), self.last_stamp + 1)
        return f"{self.last_stamp // 1_000_000}.{self.last_stamp % 1_000_000:06d}"

    def _digest(self, kind: str) -> bytes:
        count = self.counts.get(kind, 0) + 1
        self.counts[kind] = count
        return blake2b(f"{self.seed}/{kind}/{count}".encode(), digest_size=32).digest()
