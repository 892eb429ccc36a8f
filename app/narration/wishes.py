"""What is being read, for nodes that share a store: who is asked for what another node makes finds its wish here, and
how far it is.

Written before anybody is told the narration's id, and gone once it is made or given up.
"""

import logging
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.errors import StoreError
from app.narration.timeline import Timeline, from_json, to_json
from app.narration.wish import Wish
from app.store.records import DamagedError, digest, seal, unseal
from app.store.shelf import Shelf

FOLDER = "wishes"
WISH = TypeAdapter(Wish)

LOG = logging.getLogger(__name__)


class Wishes:
    """The wishes under way by the ids of their narrations, and which articles wait for them. Thread-safe; blocks."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def keep(self, narration_id: str, wish: Wish) -> None:
        """It is being read. Never raises: without it others find the narration once it is made."""
        self._tell(_path(narration_id), WISH.dump_python(wish, mode="json"))

    def find(self, narration_id: str) -> Wish | None:
        """What is being read under that id; None when nothing is. Raises StoreError."""
        found = self._told(_path(narration_id))
        try:
            return WISH.validate_python(found) if found else None
        except ValidationError:  # of another version
            return None

    def say(self, narration_id: str, so_far: Timeline) -> None:
        """When what is in the growing file so far is heard. Never raises."""
        try:
            self._shelf.write(_lines_path(narration_id), to_json(so_far))
        except StoreError as error:
            LOG.warning("how far a narration is could not be told to others: %s", error)

    def said(self, narration_id: str) -> Timeline | None:
        """What was said of it last; None when nothing was. Raises StoreError."""
        data = self._shelf.read(_lines_path(narration_id))
        return from_json(data) if data else None

    def lead(self, article_id: str, narration_id: str) -> None:
        """The article will lead there. Never raises."""
        self._tell(_article_path(article_id), {"narration_id": narration_id})

    def led(self, article_id: str) -> str | None:
        """Where the article will lead; None when nothing is on its way. Raises StoreError."""
        found = self._told(_article_path(article_id))
        return str(found.get("narration_id")) if found else None

    def arrived(self, article_id: str, narration_id: str) -> None:
        """It leads there, or never will. Never raises."""
        try:
            if self.led(article_id) == narration_id:
                self._shelf.remove(_article_path(article_id))
        except StoreError as error:
            LOG.warning("what was read is still told to others: %s", error)

    def forget(self, narration_id: str) -> None:
        """It is made, or given up. Never raises."""
        try:
            self._shelf.remove(_path(narration_id))
            self._shelf.remove(_lines_path(narration_id))
        except StoreError as error:
            LOG.warning("what was read is still told to others: %s", error)

    def _tell(self, path: str, record: dict[str, Any]) -> None:
        try:
            self._shelf.write(path, seal(record))
        except StoreError as error:
            LOG.warning("what is being read could not be told to others: %s", error)

    def _told(self, path: str) -> dict[str, Any] | None:
        data = self._shelf.read(path)
        try:
            return None if data is None else unseal(data)
        except DamagedError:
            return None


def _path(narration_id: str) -> str:
    return f"{FOLDER}/{narration_id}.json"


def _lines_path(narration_id: str) -> str:
    return f"{FOLDER}/lines/{narration_id}.json"


def _article_path(article_id: str) -> str:
    return f"{FOLDER}/articles/{digest(article_id.encode('utf-8', 'surrogatepass'))}.json"
