"""Languages by name, for sentences that people read."""

from babel import Locale


def language_name(primary: str) -> str:
    """Such as "Turkish (tr)" for a primary subtag; the bare tag of what is no language."""
    name = Locale("en").languages.get(primary)
    return f"{name} ({primary})" if name else primary
