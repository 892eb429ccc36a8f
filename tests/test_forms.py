"""What is wrong with what somebody wrote is said in words that need no knowledge of the program."""

import pytest
from pydantic import BaseModel, ValidationError

from app.forms import HOST, HOW, MOMENT, said
from app.keys import Key
from app.newsroom.config import Newsroom
from app.newsroom.request import NarrateRequest


@pytest.mark.parametrize(
    ("kind", "written", "words"),
    [
        (NarrateRequest, {"text": "a", "language": "english"}, "write a BCP 47 tag such as tr or en-GB"),
        (NarrateRequest, {"text": "a", "spede": 1.0}, "there is no such member"),
        (NarrateRequest, {}, "give exactly one of text, html and url"),
        (NarrateRequest, {"text": "a", "speed": 3.0}, "input should be less than or equal to 2"),
        (Key, {"name": "Sports Desk"}, "write small letters, digits and hyphens, 64 at most"),
        (Key, {"name": "sports"}, "it is missing"),
        (Key, {"name": "sports", "digest": "sha256:x", "hosts": ["https://www.example.org"]}, HOW[HOST]),
        (NarrateRequest, {"text": "a", "summary": "one"}, "write a list"),
        (NarrateRequest, {"text": "a", "parts": []}, "it may not be empty"),
        (NarrateRequest, {"text": "a", "article_id": ""}, "it may not be empty"),
        (NarrateRequest, {"text": "a", "article_id": "a" * 201}, "it may have 200 characters at most"),
        (NarrateRequest, {"text": "a", "speed": "fast"}, "write a number"),
        (NarrateRequest, {"text": "a", "published_at": "yesterday"}, MOMENT),
        (NarrateRequest, {"text": "a", "published_at": "2026-11-24T06:00:00"}, MOMENT),
        (Newsroom, {"source": [{"path": "a", "limit": "all"}]}, "write a whole number"),
        (Newsroom, {"read": {"automatic_summary": "maybe"}}, "write true or false"),
        (Newsroom, {"source": [{"url": "www.example.org"}]}, "write an address that begins with http:// or https://"),
    ],
)
def test_a_fault_is_said_in_words(kind: type[BaseModel], written: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        kind.model_validate(written)
    assert words in map(said, refused.value.errors())
