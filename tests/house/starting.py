"""Importing does no work: no connection, no file written, no process, whatever the environment."""

import json
import subprocess
import sys
from pathlib import Path

from tests.house.source import sources

ACTS = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "sqlite3.connect",
    "subprocess.Popen",
)

BUSY = {
    "bot/storage/migrations/env.py",  # Alembic runs it: that is its job
    # croniter, which procrastinate brings along, asks the command `file` about the interpreter
    "bot/dispatch/engine.py",
    "bot/dispatch/postgres.py",
}

# Runs in a new interpreter: imports what it is given, and tells what failed or acted.
PROBE = """
import importlib, json, os, sys
acts, wanted = json.loads(sys.argv[1]), json.loads(sys.argv[2])
sys.path.insert(0, sys.argv[3])
acted, complaints = [], []

def watch(event, arguments):
    is_write = event == "open" and isinstance(arguments[2], int) and arguments[2] & (
        os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if event in acts or is_write:
        acted.append(f"{event} {arguments[:1]}")

sys.addaudithook(watch)
for name in wanted:
    acted.clear()
    try:
        importlib.import_module(name)
    except BaseException as problem:
        complaints.append(f"{name}: cannot be imported in an empty environment: {problem!r}")
    complaints += [f"{name}: importing it does work: {act}" for act in acted]
print(json.dumps(complaints))
"""


def modules_that_work_when_imported(root: Path) -> list[str]:
    names = [
        source.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for source in sources(root, "bot")
        if not source.is_one_of(BUSY)
    ]
    probed = subprocess.run(  # noqa: S603 - our own interpreter and our own file names
        [
            sys.executable,
            *("-I", "-B", "-W", "error", "-c", PROBE),
            *(json.dumps(ACTS), json.dumps(names), str(root)),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={},
        cwd=root / "bot",
    )
    if probed.returncode != 0:
        return [probed.stderr]
    complaints: list[str] = json.loads(probed.stdout)
    return complaints
