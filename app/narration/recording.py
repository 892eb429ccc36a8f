"""One narration's sound as it is made: Clips in, MP3 bytes out, at the end the Timeline and the finished tag."""

import hashlib
from datetime import UTC, datetime
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.audio.cover import Cover
from app.audio.jingle import PAUSE_MS, Jingles
from app.audio.join import Joiner
from app.audio.mp3 import Mp3Encoder
from app.audio.tags import Tags, header, with_chapters
from app.narration.order import Order
from app.narration.timeline import TimedLine, TimelineBuilder, chapter_titles, chapters
from app.speech.engine import Clip
from app.store.base import Draft, Narration
from app.text.script import Line

HASHED_BYTES = 1 << 20
NO_JINGLES = Jingles()


class Recording:
    """Composes joiner, encoder, Timeline and tag. Feed it Lines in order, from one thread at a time.

    The bytes of `opening`, of every `add` and of `publish`'s own end make up the MP3; its tag and its Info frame are
    overwritten last.
    """

    def __init__(
        self,
        order: Order,
        sample_rate_hz: int,
        *,
        site: str,
        mp3_kbps: int,
        jingles: Jingles = NO_JINGLES,
        cover: Cover | None = None,
    ) -> None:
        """Raises UnsupportedMediaError when MP3 has no such sample rate or bit rate."""
        self._order = order
        self._created_at = datetime.now(UTC)
        self._joiner = Joiner(sample_rate_hz)
        self._mp3 = Mp3Encoder(sample_rate_hz, mp3_kbps)
        self._timeline = TimelineBuilder(order.script.language)
        self._head = header(self._tags(site, cover), chapter_titles(order.script.lines, order.script.title))
        self._rate = sample_rate_hz
        self._outro = jingles.outro
        self._opening = self._head + self._mp3.info()
        if jingles.intro:
            self._opening += self._mp3.encode(self._joiner.insert(jingles.intro.at(sample_rate_hz), PAUSE_MS))

    @property
    def duration_ms(self) -> float:
        """How long the sound joined so far plays."""
        return self._joiner.duration_ms

    def opening(self) -> bytes:
        """What stands before the first Line: tag and Info frame, as yet without what comes last; the site's sound."""
        return self._opening

    def piece(self, pcm: NDArray[np.int16]) -> bytes:
        """A piece of the next Line's levelled sound, before all of it is there; the MP3 bytes it completes."""
        return self._mp3.encode(self._joiner.piece(pcm))

    def add(self, line: Line, clip: Clip) -> tuple[bytes, TimedLine]:
        """Append a Line: the MP3 bytes it completes, and when it is heard.

        Raises SynthesisError when the Clip does not fit it.
        """
        joined = self._joiner.add(clip, line.pause_ms)
        timed = self._timeline.add(line, joined)
        return self._mp3.encode(joined.pcm), timed

    def publish(self, draft: Draft) -> Narration:
        """Write the last bytes, the chapters and the length, and publish the draft. Raises StoreError."""
        if self._outro:
            draft.write(self._mp3.encode(self._joiner.insert(self._outro.at(self._rate), 0)))
        draft.write(self._mp3.finish())
        timeline = self._timeline.finish(self._joiner.duration_ms)
        head = with_chapters(self._head, chapters(timeline, self._order.script.title)) + self._mp3.info()
        with draft.reader() as written:
            size_bytes, sha256 = _measured(written, head)
        order = self._order
        narration = Narration(
            id=order.id,
            title=order.script.title,
            language=order.script.language,
            voice=order.voice.key,
            speed=order.settings.speed,
            duration_ms=timeline.duration_ms,
            size_bytes=size_bytes,
            audio_sha256=sha256,
            lines=len(order.script.lines),
            created_at=self._created_at,
            source_url=order.source_url,
        )
        draft.publish(narration, timeline, head=head)
        return narration

    def _tags(self, site: str, cover: Cover | None) -> Tags:
        script = self._order.script
        return Tags(
            title=script.title,
            site=site,
            language=script.language,
            created=self._created_at.date(),
            voice=self._order.voice.key,
            text="\n".join(line.written for line in script.lines),
            source_url=self._order.source_url,
            byline=self._order.byline,
            published_at=self._order.published_at,
            cover=cover,
        )


def _measured(written: BinaryIO, head: bytes) -> tuple[int, str]:
    """Size in bytes and sha256 of the file as it will be once `head` overwrites its beginning."""
    digest, size = hashlib.sha256(head), len(head)
    written.seek(size)
    while data := written.read(HASHED_BYTES):
        digest.update(data)
        size += len(data)
    return size, digest.hexdigest()
