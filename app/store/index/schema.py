"""The version of the tables in schema.sql, and what their codes mean."""

from importlib.resources import files

VERSION = 2

HIDDEN, HEARD, LET_GO = 0, 1, 2
"""What an article is: in no list; listed and its narration is kept; listed and its narration was evicted."""


def script() -> str:
    """What makes them, at once or not at all."""
    tables = (files("app.store.index") / "schema.sql").read_text(encoding="utf-8")
    return f"BEGIN IMMEDIATE; {tables} PRAGMA user_version = {VERSION}; COMMIT;"
