"""The announcer as a whole: what the service and the command line share."""

import asyncio
import functools
import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

from app.article import Part
from app.articles import Articles, summary_key
from app.audio import AUDIO_VERSION
from app.audio.level import gain_for
from app.clips import ClipSource
from app.errors import AnnouncerError, NoVoiceForLanguageError
from app.identity import narration_id
from app.ingest.address import Limits
from app.ingest.documents import Documents
from app.ingest.fetch import Fetcher
from app.lexicon import Lexicons
from app.memory import collect_seldom, keep_memory_flat
from app.narration import Conductor
from app.newsroom.config import Newsroom, load_newsroom
from app.newsroom.reading import Pages
from app.newsroom.webhooks import Webhooks
from app.outlines import Outlines
from app.recording import Recording
from app.render import Order, Render
from app.settings import Settings
from app.speech.engine import SPEECH_VERSION, SynthesisSettings, VoiceEngine
from app.speech.engines import Engines
from app.speech.graph.cache import GraphCache
from app.speech.loading import load_engine
from app.speech.pool import Lane, SpeechPool
from app.store.base import ArticleRecord, Narration, Store
from app.store.counts import Counts, Pace
from app.store.files import Files
from app.store.local import LocalStore
from app.text import TEXT_VERSION
from app.text.language import NATIVE_LANGUAGES, detect_language, primary_subtag
from app.text.spoken import Pronunciations
from app.voices import Voice, VoiceCatalogue
from app.voices.places import places
from app.wanted import Wanted, language_of, make_script

LOG = logging.getLogger(__name__)

TEND_EVERY_S = 30
REMEMBERED_ORDERS = 64
LONGEST_REMEMBERED = 100_000
"""Characters; asking again for a newspaper's article skips the text stage, a book's does not fill the memory."""


class Announcer:
    """Voices, store, speech and conductor, wired from the settings; `close` it."""

    def __init__(
        self,
        settings: Settings,
        newsroom: Newsroom,
        *,
        store: Store,
        voices: VoiceCatalogue,
        engines: Engines,
    ) -> None:
        self.settings = settings
        self.newsroom = newsroom
        self.default_voices = {**newsroom.voices, **settings.default_voices}
        self.store = store
        self.voices = voices
        self.engines = engines
        self.pool = SpeechPool(settings.workers)
        self.clips = ClipSource(store, self.pool)
        self.conductor = Conductor(store, engines, self.clips, self._recording, max_queued=settings.max_queued)
        self.articles = Articles(store)
        self.pages = Pages(Fetcher(Limits(settings.private_hosts, settings.fetch_ports)), Documents())
        self.webhooks = Webhooks(self.pages.fetcher, settings.webhook_secret)
        self.lexicons = Lexicons(settings.lexicon_dir)
        self.counts = Counts(Files(settings.cache_dir))
        self.pace = Pace()
        self.outlines = Outlines(store)
        self.warm_voices: tuple[str, ...] = ()
        self.voice_faults: dict[str, str] = {}
        self._orders: OrderedDict[bytes, Order] = OrderedDict()
        self._orders_lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, *, load: Callable[[Voice], VoiceEngine] | None = None) -> Self:
        """Wire the real parts; `load` puts another engine behind the voices (the tests' tones).

        Raises StoreError when the cache folder cannot be used, InvalidSettingError for a damaged catalog.toml or
        announcer.toml.
        """
        keep_memory_flat()
        collect_seldom()
        newsroom = load_newsroom(settings.config)
        store = LocalStore(settings.cache_dir)
        store.remove_stale()
        graphs = GraphCache(settings.cache_dir / "graphs")
        return cls(
            settings,
            newsroom,
            store=store,
            voices=VoiceCatalogue(places(settings.voices_dir), embedded=True),
            engines=Engines(
                load or functools.partial(load_engine, graphs=graphs),
                measure=gain_for,
                max_loaded=settings.max_loaded_voices,
            ),
        )

    def warm(self) -> None:
        """Load the voices that the languages' articles will be read with, so that the first listener need not wait.

        As many as may be loaded at once; a voice that cannot be is named in `voice_faults` and keeps no other from it.
        """
        detect_language("", NATIVE_LANGUAGES)  # loads its model
        languages = dict.fromkeys((*NATIVE_LANGUAGES, *self.voices.languages()))
        for language in list(languages)[: self.settings.max_loaded_voices]:
            try:
                voice = self.voices.for_language(language, self.default_voices)
                self.engines.get(voice)
            except NoVoiceForLanguageError:
                continue
            except AnnouncerError as error:
                LOG.warning("no voice is ready for %s: %s", language, error)
                self.voice_faults[language] = error.detail
            else:
                self.warm_voices = (*self.warm_voices, voice.key)

    async def tend(self) -> None:
        """Keep the cache within its limit, again and again; does nothing without one."""
        limit = self.settings.max_cache_bytes
        while limit is not None:
            try:
                await asyncio.to_thread(self.store.prune, limit)
            except AnnouncerError as error:
                LOG.warning("the cache could not be pruned: %s", error)
            await asyncio.sleep(TEND_EVERY_S)

    async def close(self) -> None:
        """Finish or stop what is under way within the settings' grace; nothing is left half-written."""
        # The other half of the grace was for the connections to finish.
        await self.conductor.close(self.settings.grace_s / 2)
        await self.articles.settle()
        await self.webhooks.close()
        await self.pages.close()
        await asyncio.to_thread(self.pool.shutdown)

    async def begin(
        self, wanted: Wanted, *, with_summary: bool = False, only_heard: bool = False
    ) -> tuple[Order, Render | Narration]:
        """The narration of what is wanted, or its render; with its summary's own reading where it has a summary.

        `only_heard`: it stops when its last listener has left. Raises what `order` and `Conductor.start` raise.
        """
        order = await asyncio.to_thread(self.order, wanted)
        return order, await self.start(order, wanted, with_summary=with_summary, only_heard=only_heard)

    async def start(
        self,
        order: Order,
        wanted: Wanted,
        *,
        with_summary: bool = False,
        only_heard: bool = False,
        lane: Lane = Lane.LIVE,
    ) -> Render | Narration:
        """The same of what was ordered already as `order`."""
        found = await self.conductor.start(order, lane, wanted=not only_heard)
        if with_summary and wanted.summary:
            short = await asyncio.to_thread(self.summary_order, wanted, order)
            script = short.script
            key, now = summary_key(order.id), datetime.now(UTC)
            record = ArticleRecord(key, short.id, script.title, script.language, now)
            await self.articles.ask(record, await self.conductor.start(short, lane))
        return found

    def order(self, wanted: Wanted) -> Order:
        """Text stage and voice for what is wanted; pure work, so call it in a thread.

        Raises InvalidRequestError and its kin, UnknownVoiceError, NoVoiceForLanguageError, VoiceUnavailableError, and
        StoreError when the lexicon cannot be read.
        """
        voice, language = self._voice_and_language(wanted)
        settings = self.synthesis_settings(wanted.speed)
        pronunciations = self.lexicons.pronunciations(language)
        key = hashlib.sha256(
            repr([wanted.digest(), voice.digest, language, settings, pronunciations.digest]).encode()
        ).digest()
        with self._orders_lock:
            if known := self._orders.get(key):
                self._orders.move_to_end(key)
                return known
        script = make_script(wanted, language, pronunciations)
        order = Order(
            narration_id(script, voice.digest, settings),
            script,
            voice,
            settings,
            wanted.source_url,
            _recipe(wanted, voice, settings, pronunciations),
        )
        if len(wanted.text or wanted.html or "") <= LONGEST_REMEMBERED:
            with self._orders_lock:
                self._orders[key] = order
                while len(self._orders) > REMEMBERED_ORDERS:
                    self._orders.popitem(last=False)
        return order

    def recipe(self, wanted: Wanted, language: str) -> str:
        """What `Order.recipe` of such a wish would be, whatever its text: an unchanged article may sound different now.

        Raises NoVoiceForLanguageError and its kin.
        """
        voice, language = self._voice_and_language(replace(wanted, language=wanted.language or language))
        settings = self.synthesis_settings(wanted.speed)
        return _recipe(wanted, voice, settings, self.lexicons.pronunciations(language))

    def summary_order(self, wanted: Wanted, order: Order) -> Order:
        """The order for title and summary alone of what was wanted, when that was ordered as `order`.

        Its Lines are the first ones of the order, so that most of its Clips are in the store or on their way.
        """
        script = order.script
        parts = (Part.TITLE, Part.SUMMARY)
        language = wanted.language or script.language
        return self.order(replace(wanted, title=script.title, language=language, parts=parts))

    def synthesis_settings(self, speed: float) -> SynthesisSettings:
        """The site's settings at a speed."""
        noise = 0.0 if self.settings.deterministic else None
        return SynthesisSettings(speed, noise, noise)

    def _voice_and_language(self, wanted: Wanted) -> tuple[Voice, str]:
        if wanted.voice is None:
            language = language_of(wanted, self.voices)
            tag = wanted.language or language
            return self.voices.for_language(tag, self.default_voices), language
        voice = self.voices.get(wanted.voice)
        language = primary_subtag(wanted.language) if wanted.language else voice.language
        if language != voice.language:
            raise NoVoiceForLanguageError(
                f"The voice {voice.key} speaks {self.voices.language_name(voice.language)}, "
                f"not {self.voices.language_name(language)}."
            )
        return voice, language

    def _recording(self, order: Order, engine: VoiceEngine) -> Recording:
        return Recording(
            order,
            engine.sample_rate_hz,
            site=self.settings.site_name,
            mp3_kbps=self.settings.mp3_kbps,
        )


def _recipe(wanted: Wanted, voice: Voice, settings: SynthesisSettings, pronunciations: Pronunciations) -> str:
    how = [wanted.parts, wanted.lexicon, wanted.automatic_summary, settings, pronunciations.digest]
    return hashlib.sha256(repr([voice.digest, how, TEXT_VERSION, SPEECH_VERSION, AUDIO_VERSION]).encode()).hexdigest()
