"""Ids that nobody can guess."""

import secrets


def new_id() -> str:
    """Make one."""
    return secrets.token_hex(8)
