"""Logs of the process: one line each, readable on a terminal, JSON elsewhere."""

import logging
import sys

import structlog
from structlog.typing import Processor

LEAST = dict.fromkeys(("slack_sdk", "apscheduler", "alembic", "httpx", "uvicorn"), logging.WARNING)
# It tells of every job, and shows a traceback for each that is only put off.
LEAST["procrastinate"] = logging.WARNING
LEAST["psycopg"] = logging.ERROR  # it tells of every connection of a pool; we tell of the pool
LEAST["slack_bolt"] = logging.ERROR  # it warns of a token in the environment that it does not use

TOLD_ONCE = ("Failed to retrieve WSS URL", "Failed to check the current session")
"""How the client of Socket Mode begins what it says every ten seconds while Slack is away.

Source: slack_sdk 3, socket_mode/aiohttp (monitor_current_session, issue_new_wss_url)
"""


def configure(level: str) -> None:
    """Send every log line to standard error, with its details."""
    last: Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            last,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(_in_one_line)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name, least in LEAST.items():
        logging.getLogger(name).setLevel(max(least, logging.root.level))
    logging.getLogger("slack_bolt").addFilter(_is_news)


def _in_one_line(record: logging.LogRecord) -> bool:
    """Leave out tracebacks of what a queue without its database says; the workers begin anew."""
    if record.name.startswith("procrastinate"):
        record.exc_info = None
    return True


def _is_news(record: logging.LogRecord) -> bool:
    """Leave out what our own watchdog tells, once, of a connection that cannot be made."""
    return not record.getMessage().startswith(TOLD_ONCE)
