"""`muster demo` as people start it: a process of its own, stopped by Ctrl-C."""

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_S = 50
STOP_S = 10


@dataclass(frozen=True)
class Demo:
    """A running demo: the address of the workspace, and that of status page and records."""

    process: Process
    workspace: str
    pages: str

    async def ctrl_c(self) -> int:
        """Press Ctrl-C and return the exit status; nothing may be complained about on the way."""
        self.process.send_signal(signal.SIGINT)
        async with asyncio.timeout(STOP_S):
            said, complaints = await self.process.communicate()
        assert (said.decode(), complaints.decode()) == ("Stopping.\n", "")
        return await self.process.wait()


@asynccontextmanager
async def demo(data: Path, *more: str) -> AsyncIterator[Demo]:
    """Start it on free ports with its data in that folder, and wait until it says it is ready."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0", "--data", str(data), *more),
        cwd=ROOT,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        said = await _until_ready(process)
        workspace, page = re.findall(r"http://127\.0\.0\.1:\d+", said)[:2]
        yield Demo(process, workspace, page)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def _until_ready(process: Process) -> str:
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(START_S):
        while "Ctrl-C stops everything.\n\n" not in said:
            line = (await process.stdout.readline()).decode()
            assert line, f"muster demo ended: {said} {await process.communicate()}"
            said += line
    return said
