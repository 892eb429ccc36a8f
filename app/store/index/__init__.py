"""An index beside the files, in SQLite: what makes a million articles cost what a hundred do. Never the truth."""

from app.store.index.index import Change, Index
from app.store.index.rows import ArticleRow, ClipRow, NarrationRow

__all__ = ["ArticleRow", "Change", "ClipRow", "Index", "NarrationRow"]
