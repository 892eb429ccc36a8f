"""An index beside what is kept: what makes a million articles cost what a hundred do. Never the truth."""

from app.store.index.index import Change, Index
from app.store.index.of_folders import FolderIndex
from app.store.index.of_objects import ObjectIndex
from app.store.index.rows import ArticleRow, ClipRow, NarrationRow

__all__ = ["ArticleRow", "Change", "ClipRow", "FolderIndex", "Index", "NarrationRow", "ObjectIndex"]
