"""Ranges and validators of a published MP3 (RFC 9110), without a server; test_narrations.py has them over HTTP."""

import dataclasses
import io
from collections.abc import AsyncGenerator

import pytest
from fastapi.responses import Response, StreamingResponse
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from app.api.audio import growing_audio, published_audio
from app.errors import RangeNotSatisfiableError, SynthesisError
from tests.api.asked import asked, asked_for_the_head
from tests.store.things import narration

AUDIO = bytes(range(251)) * 800
"""Longer than several of the pieces it is sent in."""
NARRATION = narration(audio=AUDIO)
ETAG = f'"{NARRATION.audio_sha256}"'
SIZE = len(AUDIO)


def answer(**headers: str) -> tuple[Response, io.BytesIO]:
    file = io.BytesIO(AUDIO)
    return published_audio(asked(**headers), NARRATION, file), file


async def body(response: Response) -> bytes:
    assert isinstance(response, StreamingResponse)
    return b"".join([bytes(part) async for part in response.body_iterator])  # type: ignore[arg-type]  # never text


async def part(**headers: str) -> tuple[int, bytes, str | None]:
    response, file = answer(**headers)
    sent = await body(response)
    assert file.closed
    assert response.headers["content-length"] == str(len(sent))
    assert response.headers["accept-ranges"] == "bytes"
    assert response.headers["etag"] == ETAG
    assert response.headers["content-type"] == "audio/mpeg"
    return response.status_code, sent, response.headers.get("content-range")


WHOLE = (200, AUDIO, None)


async def test_without_a_range_all_of_it_is_sent() -> None:
    assert await part() == WHOLE


@given(st.integers(0, SIZE - 1), st.integers(0, 2 * SIZE))
async def test_a_closed_range_is_that_part(first: int, more: int) -> None:
    last = min(first + more, SIZE - 1)
    found = await part(range=f"bytes={first}-{first + more}")
    assert found == (206, AUDIO[first : last + 1], f"bytes {first}-{last}/{SIZE}")


@given(st.integers(0, SIZE - 1))
async def test_an_open_range_is_the_rest(first: int) -> None:
    assert await part(range=f"bytes={first}-") == (206, AUDIO[first:], f"bytes {first}-{SIZE - 1}/{SIZE}")


@given(st.integers(1, 2 * SIZE))
async def test_a_range_without_a_start_is_the_end(length: int) -> None:
    expected = AUDIO[-length:]
    assert await part(range=f"bytes=-{length}") == (206, expected, f"bytes {SIZE - len(expected)}-{SIZE - 1}/{SIZE}")


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
        (f"bytes={SIZE - 1}-{SIZE}", SIZE - 1, SIZE - 1),
        (" bytes=3-4 ", 3, 4),
        ("bytes=0-999999999999999999", 0, SIZE - 1),
    ],
)
async def test_ranges_at_the_edges(written: str, first: int, last: int) -> None:
    assert await part(range=written) == (206, AUDIO[first : last + 1], f"bytes {first}-{last}/{SIZE}")


@pytest.mark.parametrize("written", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 5}", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_size_and_nothing_stays_open(written: str) -> None:
    file = io.BytesIO(AUDIO)
    with pytest.raises(RangeNotSatisfiableError) as refused:
        published_audio(asked(range=written), NARRATION, file)
    assert refused.value.size_bytes == SIZE
    assert file.closed


@pytest.mark.parametrize("written", ["bytes=5-2", "bytes=-", "bytes=0-1,4-5", "lines=1-2", "bytes=9" + "9" * 18 + "-"])
async def test_what_is_no_single_range_is_answered_with_all(written: str) -> None:
    assert await part(range=written) == WHOLE


async def test_a_range_of_another_file_is_answered_with_all() -> None:
    assert (await part(range="bytes=0-9", if_range=f" {ETAG} "))[0] == 206
    assert await part(range="bytes=0-9", if_range='"other"') == WHOLE
    assert await part(range="bytes=0-9", if_range=f"W/{ETAG}") == WHOLE
    assert await part(range="bytes=0-9", if_range="Tue, 24 Nov 2026 07:00:00 GMT") == WHOLE


@pytest.mark.parametrize("known", [ETAG, f"W/{ETAG}", f'"a", {ETAG}', f'W/{ETAG},"a"', " * "])
def test_what_is_known_is_not_sent_again(known: str) -> None:
    response, file = answer(if_none_match=known, range="bytes=0-9")
    assert (response.status_code, response.body, response.headers["etag"]) == (304, b"", ETAG)
    assert "immutable" in response.headers["cache-control"]
    assert file.closed


async def test_what_another_file_is_known_by_is_no_reason_to_send_nothing() -> None:
    assert await part(if_none_match='"other"') == WHOLE


async def test_head_tells_what_get_would_and_holds_nothing_open() -> None:
    for headers, status, length in (({}, 200, SIZE), ({"range": "bytes=0-9"}, 206, 10)):
        file = io.BytesIO(AUDIO)
        response = published_audio(await asked_for_the_head(**headers), NARRATION, file)
        assert (response.status_code, response.headers["content-length"]) == (status, str(length))
        assert (response.body, response.headers["content-type"]) == (b"", "audio/mpeg")
        assert file.closed


async def test_a_listener_who_leaves_holds_no_file_open() -> None:
    response, file = answer()
    assert isinstance(response, StreamingResponse)
    sound = response.body_iterator
    assert isinstance(sound, AsyncGenerator)
    await anext(sound)
    await sound.aclose()
    assert file.closed


async def test_a_file_that_is_shorter_than_it_should_be_ends_where_it_ends() -> None:
    response = published_audio(asked(), NARRATION, io.BytesIO(AUDIO[:100_000]))
    assert await body(response) == AUDIO[:100_000]


class Growing:
    """A render that gives these pieces, then the error."""

    def __init__(self, *pieces: bytes, error: Exception | None = None) -> None:
        self._pieces, self._error = pieces, error
        self.left = False

    async def follow(self) -> AsyncGenerator[bytes, None]:
        try:
            for piece in self._pieces:
                yield piece
            if self._error:
                raise self._error
        finally:
            self.left = True


async def test_what_grows_is_followed_to_its_end_and_kept_nowhere() -> None:
    response = await growing_audio(asked(range="bytes=1-1"), Growing(b"one", b"two"))  # type: ignore[arg-type]
    assert await body(response) == b"onetwo"
    assert (response.status_code, response.headers["content-type"]) == (200, "audio/mpeg")
    assert (response.headers["cache-control"], response.headers["accept-ranges"]) == ("no-store", "none")
    assert "content-length" not in response.headers


async def test_of_what_grows_head_waits_for_nothing() -> None:
    growing = Growing(error=AssertionError())
    response = await growing_audio(await asked_for_the_head(), growing)  # type: ignore[arg-type]
    assert (response.headers["cache-control"], response.headers["accept-ranges"]) == ("no-store", "none")
    assert (response.status_code, response.headers["content-type"]) == (200, "audio/mpeg")


async def test_what_fails_before_its_first_byte_is_an_error_and_no_empty_file() -> None:
    with pytest.raises(SynthesisError):
        await growing_audio(asked(), Growing(error=SynthesisError("No.")))  # type: ignore[arg-type]


async def test_what_ends_without_a_byte_is_an_empty_file() -> None:
    assert await body(await growing_audio(asked(), Growing())) == b""  # type: ignore[arg-type]


async def test_who_leaves_what_grows_is_a_listener_no_more() -> None:
    growing = Growing(b"one", b"two")
    response = await growing_audio(asked(), growing)  # type: ignore[arg-type]
    assert isinstance(response, StreamingResponse)
    sound = response.body_iterator
    assert isinstance(sound, AsyncGenerator)
    await anext(sound)
    await sound.aclose()
    assert growing.left


def test_a_download_is_kept_under_its_title_whatever_is_in_it() -> None:
    named = dataclasses.replace(NARRATION, title='Şehir "kitaplığı"\r\nX: y/../z')
    plain = published_audio(asked(), named, io.BytesIO(AUDIO))
    kept = published_audio(asked(), named, io.BytesIO(AUDIO), download=True)
    assert "content-disposition" not in plain.headers
    assert kept.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%C5%9Eehir%20%22kitapl%C4%B1%C4%9F%C4%B1%22%0D%0AX%3A%20y%2F..%2Fz.mp3"
    )


@pytest.mark.parametrize("header", ["range", "if_none_match"])
async def test_who_posts_an_article_is_sent_all_of_its_sound(header: str) -> None:
    value = {"range": "bytes=0-9", "if_none_match": "*"}[header]
    post = Request({**asked(**{header: value}).scope, "method": "POST"})
    response = published_audio(post, NARRATION, io.BytesIO(AUDIO))
    assert (response.status_code, await body(response)) == (200, AUDIO)
