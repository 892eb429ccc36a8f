"""What is known of articles, on objects: a sealed record each, named by the digest of the article's id."""

from collections.abc import Iterator

from app.errors import StoreError
from app.narration.identity import is_narration_id
from app.store.articles import FOLDER, SUFFIX, article_path
from app.store.index import ArticleRow, Index
from app.store.kept import ArticleRecord, Problem
from app.store.objects.client import Objects
from app.store.objects.quarantine import quarantine
from app.store.records import DamagedError, article_of, article_record, is_digest, seal, unseal


class ObjectArticles:
    """The records below `articles/`; whoever writes last is right. Raises StoreError."""

    def __init__(self, objects: Objects, index: Index) -> None:
        self._objects = objects
        self._index = index

    def put(self, record: ArticleRecord) -> None:
        """Replace the article's record."""
        if not is_narration_id(record.narration_id):
            raise StoreError("That is not the id of a narration.")
        path = article_path(record.article_id)
        with self._index.changing(path) as change:
            change.etag = self._objects.put(path, seal(article_record(record)))
            change.keep(ArticleRow(_key_of(path), record))

    def get(self, article_id: str) -> ArticleRecord | None:
        """The article's record; a damaged one is quarantined."""
        path = article_path(article_id)
        try:
            return self._load(path)
        except DamagedError:
            self._quarantine(path)
            return None

    def read(self, path: str) -> tuple[str, ArticleRow | None]:
        """The etag of a record and its row in the index; None where it means none."""
        found = self._objects.get(path) if (key := _key_of(path)) else None
        if found is None:
            return "", None
        try:
            return found[1], ArticleRow(key, article_of(unseal(found[0])))
        except DamagedError:
            return found[1], None

    def verify(self) -> Iterator[Problem]:
        """Read every record; quarantine what is damaged."""
        for found in self._objects.list(FOLDER):
            if not _key_of(found.path):
                yield Problem(found.path, "not an object of the store; left alone")
                continue
            try:
                self._load(found.path)
            except DamagedError as error:
                self._quarantine(found.path)
                yield Problem(found.path, f"damaged ({error.detail}); quarantined")

    def _load(self, path: str) -> ArticleRecord | None:
        found = self._objects.get(path)
        return None if found is None else article_of(unseal(found[0]))

    def _quarantine(self, path: str) -> None:
        with self._index.changing(path) as change:
            quarantine(self._objects, path)
            change.forget_article(_key_of(path))


def _key_of(path: str) -> str:
    """The digest that names a record; "" where none of ours can be."""
    key = path.rpartition("/")[2].removesuffix(SUFFIX)
    return key if is_digest(key) and path == f"{FOLDER}/{key[:2]}/{key}{SUFFIX}" else ""
