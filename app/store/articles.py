"""What is known of articles: a sealed record each, in a file named by the digest of the article's id.

The id itself may hold any character, a file's name may not.
"""

import hashlib
from collections.abc import Iterator

from app.errors import StoreError
from app.narration.identity import is_narration_id
from app.store.base import ArticleRecord
from app.store.files import Files
from app.store.quarantine import quarantine, quarantine_unless_file
from app.store.records import DamagedError, article_of, article_record, seal, unseal

FOLDER = "articles"


class ArticleRecords:
    """The records below `articles/`."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def put(self, record: ArticleRecord) -> None:
        """Replace the article's record."""
        if not is_narration_id(record.narration_id):
            raise StoreError("That is not the id of a narration.")
        self._files.put(_path(record.article_id), seal(article_record(record)))

    def get(self, article_id: str) -> ArticleRecord | None:
        """The article's record; a damaged one is quarantined."""
        return self._load(_path(article_id))

    def all(self) -> Iterator[ArticleRecord]:
        """Every record, in no order."""
        for path in self._paths():
            if record := self._load(path):
                yield record

    def count(self) -> int:
        """How many there are."""
        return sum(1 for _ in self._paths())

    def _paths(self) -> Iterator[str]:
        for bucket in self._files.names(FOLDER):
            for name in self._files.names(f"{FOLDER}/{bucket}"):
                if name.endswith(".json"):
                    yield f"{FOLDER}/{bucket}/{name}"

    def _load(self, path: str) -> ArticleRecord | None:
        data = self._files.read(path)
        if data is None:
            quarantine_unless_file(self._files, path)
            return None
        try:
            return article_of(unseal(data))
        except DamagedError:
            quarantine(self._files, path, path.rpartition("/")[2])
            return None


def _path(article_id: str) -> str:
    name = hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{FOLDER}/{name[:2]}/{name}.json"
