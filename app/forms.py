"""Forms that ids, names, tags and addresses must have wherever they are given, and what to say to who misses one."""

from collections.abc import Mapping
from typing import Any

ARTICLE_ID = r"^[^\x00-\x1f\x7f/\\]+$"
NAME = r"^[a-z0-9][a-z0-9-]{0,63}$"
LANGUAGE_TAG = r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}$"
ADDRESS = r"^https?://\S+$"
HOST = r"^[^\s/:@]+$"
HOST_OR_PORT = r"^[^\s/?#@]+$"
BUCKET = r"^s3://"
DIGEST = r"^sha256:[0-9a-f]{64}$"
MOMENT = "write a moment such as 2026-11-24T06:00:00+03:00"
HOW = {
    ARTICLE_ID: "it may hold no slash, backslash or control character",
    NAME: "write small letters, digits and hyphens, 64 at most",
    LANGUAGE_TAG: "write a BCP 47 tag such as tr or en-GB",
    ADDRESS: "write an address that begins with http:// or https://",
    HOST: "write a host's name alone, such as www.example.org: no https://, port or path",
    HOST_OR_PORT: "write a host's name alone, such as cms.internal or cms.internal:8080: no http:// and no path",
    BUCKET: "write s3://bucket or s3://bucket/prefix",
    DIGEST: "write the line that `announcer keys new` prints",
}
PLAIN = {
    "extra_forbidden": "there is no such member",
    "missing": "it is missing",
    "int": "write a whole number",
    "float": "write a number",
    "bool": "write true or false",
    "tuple_type": "write a list",
    "frozen_set_type": "write a list",
    "dict_type": "write names and their values",
    "datetime": MOMENT,
    "timezone": MOMENT,
    "string_too_short": "it needs {min_length} characters or more",
    "string_too_long": "it may have {max_length} characters at most",
    "too_short": "it needs {min_length} or more",
    "too_long": "it may have {max_length} at most",
}
"""By pydantic's type of the fault, or the first word of it."""


def is_address(text: str) -> bool:
    """Whether it is written as a page's or a feed's address, and is no file or folder."""
    return text.startswith(("http://", "https://"))


def said(fault: Mapping[str, Any]) -> str:
    """What pydantic found, as the end of a sentence for people; its own words where those are plain."""
    kind, context = str(fault["type"]), fault.get("ctx", {})
    own = str(fault["msg"]).removeprefix("Value error, ")
    own = own[:1].lower() + own[1:]
    if kind == "string_pattern_mismatch":
        return HOW.get(context["pattern"], own)
    if kind in ("string_too_short", "too_short") and context["min_length"] == 1:
        return "it may not be empty"
    plain = PLAIN.get(kind) or PLAIN.get(kind.partition("_")[0])
    return plain.format_map(context) if plain else own
