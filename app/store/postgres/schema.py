"""Tables that are made where they are missing, at once or not at all, by one of those who miss them."""

import hashlib
from importlib.resources import files

from app.store.index.database import Connection


def create(db: Connection, schema: str, script: str) -> None:
    """Make the schema and its tables, unless they are there. `script`: a file of this package."""
    found = db.execute("SELECT to_regnamespace(?)::text", (schema,)).fetchone()
    if found[0] is not None:
        return
    tables = (files("app.store.postgres") / script).read_text(encoding="utf-8")
    key = int.from_bytes(hashlib.sha256(schema.encode()).digest()[:8], "big", signed=True)
    # One message is one transaction; the lock lets the second who makes it find it made.
    db.execute(
        f"SELECT pg_advisory_xact_lock({key}); CREATE SCHEMA IF NOT EXISTS {schema};"
        f" SET LOCAL search_path TO {schema}; SET LOCAL client_min_messages TO warning; {tables}"
    )
