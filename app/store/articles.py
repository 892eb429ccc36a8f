"""What is known of articles: a sealed record each, in a file named by the digest of the article's id.

The id itself may hold any character, a file's name may not.
"""

import contextlib
import hashlib
from collections.abc import Iterator

from app.errors import StoreError
from app.narration.identity import is_narration_id
from app.store.files import Files, is_temporary
from app.store.index import ArticleRow, Index
from app.store.kept import ArticleRecord, Problem
from app.store.quarantine import quarantine
from app.store.records import DamagedError, article_of, article_record, is_digest, seal, unseal

FOLDER = "articles"
SUFFIX = ".json"


class ArticleRecords:
    """The records below `articles/`."""

    def __init__(self, files: Files, index: Index) -> None:
        self._files = files
        self._index = index

    def put(self, record: ArticleRecord) -> None:
        """Replace the article's record."""
        if not is_narration_id(record.narration_id):
            raise StoreError("That is not the id of a narration.")
        path = article_path(record.article_id)
        folder, _, name = path.rpartition("/")
        self._files.make_folder("")
        with self._files.staged(path, seal(article_record(record)), durable=True) as place:
            with self._files.lock(), self._index.changing(folder) as change:
                self._files.make_folder(folder)
                place()
                change.keep(ArticleRow(name.removesuffix(SUFFIX), record))
            self._files.sync_folder(folder)

    def get(self, article_id: str) -> ArticleRecord | None:
        """The article's record; a damaged one is quarantined."""
        path = article_path(article_id)
        try:
            return self._load(path)
        except DamagedError:
            self._quarantine(path)
            return None

    def scan(self, bucket: str) -> Iterator[ArticleRow]:
        """The index's rows of a bucket, from its files."""
        for name in self._files.names(f"{FOLDER}/{bucket}"):
            key = name.removesuffix(SUFFIX)
            if key != name and is_digest(key) and key.startswith(bucket):
                with contextlib.suppress(DamagedError):
                    if record := self._load(f"{FOLDER}/{bucket}/{name}"):
                        yield ArticleRow(key, record)

    def verify(self) -> Iterator[Problem]:
        """Check every record; quarantine what is damaged."""
        for bucket in self._files.names(FOLDER):
            for name in self._files.names(f"{FOLDER}/{bucket}"):
                path = f"{FOLDER}/{bucket}/{name}"
                if is_temporary(name):
                    if self._files.remove_stale(path):
                        yield Problem(path, "left by a writer that died; removed")
                    continue
                try:
                    self._load(path)
                except DamagedError as error:
                    self._quarantine(path)
                    yield Problem(path, f"damaged ({error.detail}); quarantined")

    def _load(self, path: str) -> ArticleRecord | None:
        data = self._files.read(path)
        if data is None:
            if self._files.stat(path) is not None:
                raise DamagedError("it is not a file")
            return None
        return article_of(unseal(data))

    def _quarantine(self, path: str) -> None:
        """Unless it was replaced meanwhile."""
        folder, _, name = path.rpartition("/")
        with self._files.lock():
            try:
                self._load(path)
            except DamagedError:
                with self._index.changing(folder) as change:
                    quarantine(self._files, path, name)
                    if is_digest(key := name.removesuffix(SUFFIX)):
                        change.forget_article(key)


def article_path(article_id: str) -> str:
    """Where its record is."""
    name = hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{FOLDER}/{name[:2]}/{name}.json"
