"""What several machines share in one PostgreSQL: the index, which may be lost, and counts and usage, which may not."""

from typing import TYPE_CHECKING

from app.errors import InvalidSettingError

if TYPE_CHECKING:
    from app.store.postgres.server import Postgres


def open_postgres(address: str, site: str) -> "Postgres":
    """A site's part of the database at `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`; nothing is asked of it yet.

    Raises InvalidSettingError where that is no such address, or PostgreSQL's client is not installed.
    """
    try:
        from app.store.postgres.server import Postgres  # noqa: PLC0415 - of the extra, which one machine does not need
    except ImportError as error:
        raise InvalidSettingError(
            "ANNOUNCER_DATABASE needs PostgreSQL's client: pip install 'announcer[cluster]'."
        ) from error
    return Postgres(address, site)
