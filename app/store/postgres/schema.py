"""Tables that are made where they are missing, at once or not at all, by one of those who miss them."""

import hashlib
from importlib.resources import files

from app.store.index.database import Connection


def create(db: Connection, schema: str, script: str) -> None:
    """Make the schema and its tables, unless they are there. `script`: a file of this package."""
    if _is_there(db, schema):
        return
    key = int.from_bytes(hashlib.sha256(schema.encode()).digest()[:8], "big", signed=True)
    # A lock of the session, for only a transaction that begins behind it is sure to see what others made before.
    db.execute("SELECT pg_advisory_lock(?)", (key,))
    try:
        if not _is_there(db, schema):
            tables = (files("app.store.postgres") / script).read_text(encoding="utf-8")
            # One message is one transaction.
            db.execute(f"CREATE SCHEMA {schema}; SET LOCAL search_path TO {schema}; {tables}")
    finally:
        db.execute("SELECT pg_advisory_unlock(?)", (key,))


def _is_there(db: Connection, schema: str) -> bool:
    (found,) = db.execute("SELECT to_regnamespace(?)::text", (schema,)).fetchone()
    return found is not None
