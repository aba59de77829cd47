"""A terminal to type `muster ...` into: here, or as a process of its own."""

import asyncio
import contextlib
import io
import logging
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.__main__ import cli, run
from bot.cli._logs import LEAST

ROOT = Path(__file__).parents[2]
PATIENCE_S = 40
"""Only a process that hangs takes this long, however busy the machine is."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def typed(*words: str) -> Ended:
    """Run a command in this process, boundary to the shell included."""
    out, err = io.BytesIO(), io.BytesIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        logging_kept(),
        contextlib.redirect_stdout(io.TextIOWrapper(out, "utf-8", write_through=True)),
        contextlib.redirect_stderr(io.TextIOWrapper(err, "utf-8", write_through=True)),
    ):
        patch.setattr(sys, "argv", ["muster", *words])
        try:
            code = run(cli)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        return Ended(code, out.getvalue().decode(), err.getvalue().decode())


@dataclass(slots=True)
class Running:
    """A command that runs as a process."""

    process: Process
    heard: dict[str, list[str]] = field(default_factory=lambda: {"out": [], "err": []})

    async def says(self, pattern: str, *, where: str = "out") -> re.Match[str]:
        """Wait for a line that fits, and return what fits; it fails when the process ends first."""
        stream = self.process.stdout if where == "out" else self.process.stderr
        assert stream is not None
        async with asyncio.timeout(PATIENCE_S):
            while line := (await stream.readline()).decode():
                self.heard[where].append(line)
                if found := re.search(pattern, line):
                    return found
        raise AssertionError(f"it never said {pattern!r}, but: {self.heard} {await self._rest()}")

    async def ends(self, sign: signal.Signals | None = None) -> Ended:
        """Send a signal, if one is named, and wait for the end."""
        if sign:
            self.process.send_signal(sign)
        async with asyncio.timeout(PATIENCE_S):
            out, err = await self.process.communicate()
        told = {name: "".join(lines) for name, lines in self.heard.items()}
        code = self.process.returncode
        assert code is not None
        return Ended(code, told["out"] + out.decode(), told["err"] + err.decode())

    async def _rest(self) -> str:
        out, err = await self.process.communicate()
        return f"{out.decode()}\n{err.decode()}"


@asynccontextmanager
async def started(*words: str, cwd: Path) -> AsyncIterator[Running]:
    """Run a command as a process of its own; at the end of the block it is gone in any case."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words), cwd=cwd, stdout=PIPE, stderr=PIPE
    )
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ended(*words: str, cwd: Path) -> Ended:
    """Run a command as a process of its own, to its end."""
    async with started(*words, cwd=cwd) as running:
        return await running.ends()


@contextlib.contextmanager
def logging_kept() -> Iterator[None]:
    """Leave logging as it was: a command sets it up for a whole process."""
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in LEAST}
    handlers, level = root.handlers[:], root.level
    bolt = logging.getLogger("slack_bolt")
    filters = bolt.filters[:]
    try:
        yield
    finally:
        root.handlers[:], bolt.filters[:] = handlers, filters
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
