"""The announcer as a whole: what the service and the command line share."""

import asyncio
import functools
import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from app.article import Article, Part
from app.articles import Articles
from app.audio.level import gain_for
from app.clips import ClipSource
from app.errors import AnnouncerError, InvalidRequestError, NoVoiceForLanguageError
from app.identity import narration_id
from app.ingest.markup import html_article, html_language
from app.ingest.plain import plain_article
from app.ingest.ssml import ssml_article, ssml_language
from app.lexicon import Lexicons
from app.memory import keep_memory_flat
from app.narration import Conductor
from app.recording import Recording
from app.render import Order
from app.script import Script, build_script
from app.settings import Settings
from app.speech.engine import SynthesisSettings, VoiceEngine
from app.speech.engines import Engines
from app.speech.graph.cache import GraphCache
from app.speech.piper import load_engine
from app.speech.pool import SpeechPool
from app.store.base import Store
from app.store.local import LocalStore
from app.text.language import detect_language, primary_subtag
from app.text.spoken import Pronunciations, speak
from app.voices import Voice, VoiceCatalogue

LOG = logging.getLogger(__name__)

NATIVE_LANGUAGES = ("en", "tr")
"""Recognised even where no voice speaks them: Turkish is refused then, not read by an English voice."""
TEND_EVERY_S = 30
REMEMBERED_ORDERS = 64
LONGEST_REMEMBERED = 100_000
"""Characters; asking again for a newspaper's article skips the text stage, a book's does not fill the memory."""


class Markup(StrEnum):
    """What a text is written in."""

    TEXT = "text"
    SSML = "ssml"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants read: exactly one of `text` and `html`, and how."""

    text: str | None = None
    html: str | None = None
    markup: Markup = Markup.TEXT
    """What `text` is."""

    title: str | None = None
    language: str | None = None
    """BCP 47; else the voice's, the HTML's, or detected."""

    voice: str | None = None
    speed: float = 1.0
    summary: tuple[str, ...] = ()
    parts: tuple[Part, ...] = tuple(Part)
    source_url: str | None = None
    lexicon: tuple[tuple[str, str], ...] = ()
    """Written form and how to say it, for this article only."""

    def digest(self) -> bytes:
        """The same for the same wishes."""
        return hashlib.sha256(
            repr([getattr(self, name) for name in self.__dataclass_fields__]).encode("utf-8", "surrogatepass")
        ).digest()


class Announcer:
    """Voices, store, speech and conductor, wired from the settings; `close` it."""

    def __init__(self, settings: Settings, *, store: Store, voices: VoiceCatalogue, engines: Engines) -> None:
        self.settings = settings
        self.store = store
        self.voices = voices
        self.engines = engines
        self.pool = SpeechPool(settings.workers)
        self.clips = ClipSource(store, self.pool)
        self.conductor = Conductor(store, engines, self.clips, self._recording, max_queued=settings.max_queued)
        self.articles = Articles(store)
        self.lexicons = Lexicons(settings.lexicon_dir)
        self.warm_voices: tuple[str, ...] = ()
        self.voice_faults: dict[str, str] = {}
        self._orders: OrderedDict[bytes, Order] = OrderedDict()
        self._orders_lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, *, load: Callable[[Voice], VoiceEngine] | None = None) -> Self:
        """Wire the real parts; `load` puts another engine behind the voices (the tests' tones).

        Raises StoreError when the cache folder cannot be used, InvalidSettingError for a damaged catalog.toml.
        """
        keep_memory_flat()
        store = LocalStore(settings.cache_dir)
        store.remove_stale()
        graphs = GraphCache(settings.cache_dir / "graphs")
        return cls(
            settings,
            store=store,
            voices=VoiceCatalogue(settings.voices_dir),
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
                voice = self.voices.for_language(language, self.settings.default_voices)
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
        await asyncio.to_thread(self.pool.shutdown)

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
        order = Order(narration_id(script, voice.digest, settings), script, voice, settings, wanted.source_url)
        if len(wanted.text or wanted.html or "") <= LONGEST_REMEMBERED:
            with self._orders_lock:
                self._orders[key] = order
                while len(self._orders) > REMEMBERED_ORDERS:
                    self._orders.popitem(last=False)
        return order

    def synthesis_settings(self, speed: float) -> SynthesisSettings:
        """The site's settings at a speed."""
        noise = 0.0 if self.settings.deterministic else None
        return SynthesisSettings(speed, noise, noise)

    def _voice_and_language(self, wanted: Wanted) -> tuple[Voice, str]:
        if wanted.voice is None:
            language = language_of(wanted, self.voices)
            tag = wanted.language or language
            return self.voices.for_language(tag, self.settings.default_voices), language
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


def language_of(wanted: Wanted, voices: VoiceCatalogue) -> str:
    """The primary subtag of what is wanted: as given, as the HTML says, or detected.

    Detected among our own languages and those of the installed voices, whether or not a voice speaks it.
    """
    if wanted.language:
        return primary_subtag(wanted.language)
    if wanted.html and (declared := html_language(wanted.html)):
        return primary_subtag(declared)
    if wanted.markup is Markup.SSML and wanted.text and (declared := ssml_language(wanted.text)):
        return primary_subtag(declared)
    is_plain = wanted.text is not None and wanted.markup is Markup.TEXT
    text = wanted.text if is_plain and wanted.text else make_article(wanted, NATIVE_LANGUAGES[0]).text
    return detect_language(text, tuple(dict.fromkeys((*NATIVE_LANGUAGES, *voices.languages()))))


def make_script(wanted: Wanted, language: str, pronunciations: Pronunciations) -> Script:
    """The Script of what is wanted in a language. Raises InvalidRequestError and its kin."""
    if wanted.lexicon:
        pronunciations = Pronunciations({**pronunciations, **dict(wanted.lexicon)})
    return build_script(
        make_article(wanted, language),
        parts=wanted.parts,
        speak=functools.partial(speak, lexicon=pronunciations),
    )


def make_article(wanted: Wanted, language: str) -> Article:
    """The Article of what is wanted.

    Raises InvalidRequestError unless exactly one of text and html is given, InvalidMarkupError, EmptyArticleError.
    """
    if wanted.text is not None and wanted.html is None and wanted.markup is Markup.SSML:
        return ssml_article(wanted.text, language=language, title=wanted.title, summary=wanted.summary)
    if wanted.text is not None and wanted.html is None:
        return plain_article(wanted.text, language=language, title=wanted.title, summary=wanted.summary)
    if wanted.html is not None and wanted.text is None:
        return html_article(wanted.html, language=language, title=wanted.title, summary=wanted.summary)
    raise InvalidRequestError("Give exactly one of text, html and url.")
