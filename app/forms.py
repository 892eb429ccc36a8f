"""Forms that ids, names, tags and addresses must have wherever they are given, and what to say to who misses one."""

from collections.abc import Mapping
from typing import Any

ARTICLE_ID = r"^[^\x00-\x1f\x7f/\\]+$"
NAME = r"^[a-z0-9][a-z0-9-]{0,63}$"
LANGUAGE_TAG = r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}$"
ADDRESS = r"^https?://\S+$"
HOW = {
    ARTICLE_ID: "it may hold no slash, backslash or control character",
    NAME: "write small letters, digits and hyphens, 64 at most",
    LANGUAGE_TAG: "write a BCP 47 tag such as tr or en-GB",
    ADDRESS: "write an address that begins with http:// or https://",
}
PLAIN = {"extra_forbidden": "there is no such member", "missing": "it is missing"}
"""By pydantic's type of the fault."""


def said(fault: Mapping[str, Any]) -> str:
    """What pydantic found, as the end of a sentence for people; its own words where those are plain."""
    own = str(fault["msg"]).removeprefix("Value error, ")
    own = own[:1].lower() + own[1:]
    if fault["type"] == "string_pattern_mismatch":
        return HOW.get(fault["ctx"]["pattern"], own)
    return PLAIN.get(fault["type"], own)
