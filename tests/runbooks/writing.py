"""Runbooks as tests write them: a good one, with one thing changed."""

from datetime import date
from pathlib import Path

from bot.runbooks.faults import Fault
from bot.runbooks.loading import lint

TODAY = date(2026, 11, 22)

GOOD = """\
apiVersion: runbooks/v1
kind: Runbook
id: shop
version: 1
title: The shop is down
summary: What to do.
owners: ["@sre"]
review_by: "2027-02-22"
variables:
  base_url: {type: url, required: true, source: catalog}
policy:
  allow_hosts: ["${base_url}", shop.example.com]
hypotheses:
  - id: h_change
    title: A change broke it
    test: health
    mitigations: [undo]
    supports:
      - {step: health, outcome: fail, weight: 2}
      - {step: onset, outcome: with_change}
phases:
  - phase: verify_scope
    goal: Is it real?
    steps:
      - id: onset
        kind: question
        title: How did it start?
        prompt: Look at the graph.
        choices:
          - {value: with_change, label: With a change, goto: undo, suggest: [h_change]}
          - {value: sudden, label: Suddenly}
  - phase: gather_evidence
    goal: What is broken?
    steps:
      - id: health
        kind: check
        title: The shop is healthy
        probe: {type: http, url: "${base_url}/health"}
        expect: [{path: status, op: eq, value: 200}]
      - id: undo
        kind: manual
        title: Undo the change
        instructions: Roll back.
"""


def write(folder: Path, text: str, name: str = "shop.yaml") -> Path:
    """Write a runbook file."""
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def changed(*changes: tuple[str, str]) -> str:
    """Return the good runbook with each text replaced, which must stand there once."""
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def found(folder: Path, text: str) -> list[Fault]:
    """Return what the linter says of this text."""
    return lint([write(folder, text)], today=TODAY)


def said(folder: Path, text: str) -> list[str]:
    """Return what the linter prints, without the folder."""
    return [str(fault).removeprefix(f"{folder}/") for fault in found(folder, text)]
