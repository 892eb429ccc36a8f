"""What is being read, for nodes that share a store: who is asked for a narration that another node makes finds its wish.

Written before anybody is told the narration's id, and gone once it is made or given up.
"""

import logging
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.errors import StoreError
from app.narration.wish import Wish
from app.store.records import DamagedError, seal, unseal
from app.store.shelf import Shelf

FOLDER = "wishes"
WISH = TypeAdapter(Wish)

LOG = logging.getLogger(__name__)


class Wishes:
    """The wishes under way, by the ids of their narrations. Thread-safe; blocks."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def keep(self, narration_id: str, wish: Wish) -> None:
        """It is being read. Never raises: without it others find the narration once it is made."""
        record: dict[str, Any] = WISH.dump_python(wish, mode="json")
        try:
            self._shelf.write(_path(narration_id), seal(record))
        except StoreError as error:
            LOG.warning("what is being read could not be told to others: %s", error)

    def find(self, narration_id: str) -> Wish | None:
        """What is being read under that id; None when nothing is. Raises StoreError."""
        data = self._shelf.read(_path(narration_id))
        try:
            return None if data is None else WISH.validate_python(unseal(data))
        except (DamagedError, ValidationError):  # of another version
            return None

    def forget(self, narration_id: str) -> None:
        """It is made, or given up. Never raises."""
        try:
            self._shelf.remove(_path(narration_id))
        except StoreError as error:
            LOG.warning("what was read is still told to others: %s", error)


def _path(narration_id: str) -> str:
    return f"{FOLDER}/{narration_id}.json"
