"""Who may do what: the keys of the desks, what each may, and how much of it was used."""

from app.keys.file_usage import FileUsage
from app.keys.key import Key, Scope, new_secret
from app.keys.ring import KeyRing
from app.keys.usage import Spent, Usage

__all__ = ["FileUsage", "Key", "KeyRing", "Scope", "Spent", "Usage", "new_secret"]
