"""What a client has already: If-None-Match (RFC 9110, section 13.1.2)."""


def is_known(if_none_match: str, etag: str) -> bool:
    """Whether the header names the ETag; weak comparison. Empty: it was not sent."""
    named = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in named or named == ["*"]
