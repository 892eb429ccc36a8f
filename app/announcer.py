"""The announcer as a whole: what the service and the command line share."""

import asyncio
import contextlib
import functools
import logging
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Self

from app.audio.cover import Cover, load_cover
from app.audio.jingle import Jingles, load_jingles
from app.audio.level import gain_for
from app.errors import AnnouncerError, NoVoiceForLanguageError, StoreError
from app.ingest.address import Limits
from app.ingest.documents import Documents
from app.ingest.fetch import Fetcher
from app.keys import KeyRing
from app.languages import language_name
from app.narration.articles import Articles
from app.narration.bulkheads import Bulkheads
from app.narration.clips import ClipSource
from app.narration.conductor import Conductor
from app.narration.narrator import Narrator
from app.narration.order import Order
from app.narration.orders import Orders
from app.narration.outlines import Outlines
from app.narration.recording import NO_JINGLES, Recording
from app.narration.texts import Texts
from app.newsroom.accepted import Accepted
from app.newsroom.config import Newsroom, load_newsroom
from app.newsroom.default_voices import DefaultVoices
from app.newsroom.healer import Healer
from app.newsroom.letting_go import let_go
from app.newsroom.night import Night, Watch
from app.newsroom.nights import Nights
from app.newsroom.pages import Pages
from app.newsroom.stand import Stand
from app.newsroom.webhooks import Webhooks
from app.parts import Parts, open_parts, open_workers
from app.settings import Settings
from app.speech.cores import usable_cores
from app.speech.engine import VoiceEngine
from app.speech.engines import Engines
from app.speech.installations import Installations
from app.speech.installer import Installer
from app.speech.memory import collect_seldom, keep_memory_flat
from app.speech.pool import SpeechPool
from app.store.counts import Pace
from app.store.files import Files
from app.store.local import REST
from app.store.paces import Paces
from app.store.passing import PassingStore
from app.store.promises import Promises
from app.text.language import NATIVE_LANGUAGES, detect_language
from app.voices import Voice, VoiceCatalogue
from app.voices.places import place_to_install, places
from app.voices.voice import Stamp
from app.workers.base import Workers
from app.workers.threads import ThreadWorkers

LOG = logging.getLogger(__name__)

TEND_EVERY_S = 30
LET_GO_EVERY_S = 600
LOOKED_EVERY_S = 2
KEEP_EVERY_S = 15
"""How soon a damaged index begins to be made anew, and words that were published are found."""


class Announcer:
    """Voices, store, speech and conductor, wired from the settings; `close` it."""

    def __init__(
        self,
        settings: Settings,
        newsroom: Newsroom,
        *,
        parts: Parts,
        voices: VoiceCatalogue,
        workers: Workers,
        jingles: Jingles = NO_JINGLES,
        cover: Cover | None = None,
    ) -> None:
        self.settings = settings
        self._jingles = jingles
        self._cover = cover
        self.newsroom = newsroom
        self.parts = parts
        self.default_voices = DefaultVoices(parts.shelf, in_file=newsroom.voices, in_settings=settings.default_voices)
        self.store = store = PassingStore(parts.store)
        self.voices = voices
        self.workers = workers
        self.pool = SpeechPool(workers.at_once)
        self.paces = Paces(Files(settings.cache_dir))
        self.clips = ClipSource(store, self.pool, workers, self.paces)
        self.bulkheads = Bulkheads()
        self.conductor = Conductor(
            store,
            self.clips,
            self._recording,
            self.bulkheads.sound,
            max_queued=settings.max_queued,
            wishes=parts.wishes,
        )
        self.articles = Articles(store, parts.wishes)
        self.lexicons = parts.lexicons
        self.texts = Texts(settings.max_body_bytes)
        self.orders = Orders(
            voices,
            self.default_voices.current,
            self.lexicons,
            deterministic=settings.deterministic,
            jingles=jingles.digest,
            texts=self.texts,
        )
        self.narrator = Narrator(store, self.orders, self.conductor, self.articles, self.bulkheads, wishes=parts.wishes)
        self.pages = Pages(Fetcher(Limits(settings.private_hosts, settings.fetch_ports)), Documents())
        self.stand = Stand(self.narrator, self.pages, newsroom.usual(), settings.article_hosts)
        self.webhooks = Webhooks(self.pages.fetcher, settings.webhook_secret)
        self.accepted = Accepted(self.narrator, self.webhooks, Promises(parts.shelf))
        self.nights = Nights(settings.cache_dir, parts.shelf, self.night)
        self.healer = Healer(self.narrator, self.pages, newsroom.usual(), self.bulkheads.desk)
        self.keys = KeyRing.open(settings)
        self.usage = parts.usage
        self.counts = parts.counts
        self.pace = Pace()
        self.outlines = Outlines(store)
        self.installer = Installer(
            place_to_install(settings.voices_dir),
            settings.voice_repository,
            voices.recommendations,
            settings.cache_dir / "graphs",
        )
        self.installations = Installations(self.installer, self.warm_again)
        self._warm: dict[str, Stamp] = {}
        self._warming = asyncio.Lock()
        self._unloaded: dict[str, str] = {}
        self.shared_faults: dict[str, str] = {}
        """Which of the parts that machines share did not answer when they were last asked, and why."""

        self.lexicon_faults: dict[str, str] = {}
        """What was wrong with lexicons that machines share when they were last looked at."""

    @classmethod
    def open(cls, settings: Settings, *, load: Callable[[Voice], VoiceEngine] | None = None) -> Self:
        """Wire the real parts; `load` puts another engine behind the voices (the tests' tones).

        Raises StoreError when the cache folder cannot be used, InvalidSettingError for a service that is not there, a
        damaged catalog.toml or announcer.toml, an intro or outro that is no short sound, and a cover that is no small
        picture.
        """
        keep_memory_flat()
        collect_seldom()
        newsroom = load_newsroom(settings.config)
        jingles = load_jingles(settings.intro, settings.outro)
        cover = load_cover(settings.cover)
        parts = open_parts(settings)
        return cls(
            settings,
            newsroom,
            parts=parts,
            voices=VoiceCatalogue(places(settings.voices_dir), embedded=True),
            workers=_threads(settings, load) if load else open_workers(settings, parts),
            jingles=jingles,
            cover=cover,
        )

    def night(self, watch: Watch, **options: Any) -> Night:
        """A night's run, with Night's options."""
        return Night(self.narrator, self.pages, watch, max_bytes=self.settings.max_body_bytes, **options)

    def warm(self) -> None:
        """Load the voices that the languages' articles will be read with, so that the first listener need not wait.

        As many as may be loaded at once; a voice that cannot be is named in `voice_faults` and keeps no other from it.
        """
        self._warm = {key: self._warm[key] for key in self.warm_voices}
        self._unloaded = {}
        model = threading.Thread(target=detect_language, args=("", NATIVE_LANGUAGES), name="language model")
        model.start()  # a worker loads the first voice meanwhile
        languages = dict.fromkeys((*NATIVE_LANGUAGES, *self.voices.languages()))
        for language in list(languages)[: self.settings.max_loaded_voices]:
            try:
                voice = self.voices.for_language(language, self.default_voices.current())
                self.workers.load(voice)
            except NoVoiceForLanguageError:
                continue
            except AnnouncerError as error:
                LOG.warning("no voice is ready for %s: %s", language_name(language), error)
                self._unloaded = {**self._unloaded, language: error.detail}
            else:
                self._warm = {**self._warm, voice.key: voice.stamp()}
        model.join()

    async def warm_again(self) -> None:
        """The same, after a voice has come or gone, or another was chosen."""
        async with self._warming:
            try:
                await asyncio.to_thread(self.warm)
            except AnnouncerError as error:
                LOG.warning("the voices could not be loaded: %s", error)

    @property
    def has_demo(self) -> bool:
        """Whether the sample articles are shown; unless it is said, only where nobody needs a key."""
        asked = self.settings.demo
        return not self.keys.guarded if asked is None else asked

    @property
    def warm_voices(self) -> tuple[str, ...]:
        """The keys of the voices that are loaded and are still what was loaded. Looks at the folder."""
        return self.look_at_voices()[0]

    def look_at_voices(self) -> tuple[tuple[str, ...], dict[str, str]]:
        """The warm voices, and what is wrong with which voice, or language. Looks at the folder, once."""
        voices = {voice.key: voice for voice in self.voices.voices()}
        stamps = {key: voices[key].stamp() for key in self._warm if key in voices}
        gone = {key: "it was taken away" for key in self._warm if key not in voices}
        changed = {
            key: "its files have changed since it was loaded"
            for key, stamp in stamps.items()
            if stamp != self._warm[key]
        }
        damaged = {voice.key: voice.fault for voice in voices.values() if voice.fault}
        chosen = {"": self.default_voices.fault} if self.default_voices.fault else {}
        warm = tuple(key for key in stamps if key not in changed and voices[key].available)
        return warm, {**gone, **changed, **damaged, **self._unloaded, **self.workers.set_aside, **chosen}

    async def tend(self) -> None:
        """Keep the cache within its limit, and the voices loaded that are there, again and again."""
        limit = self.settings.max_cache_bytes
        while True:
            try:
                if limit is not None:
                    await self.bulkheads.desk.run(self.store.prune, limit)
                if len(await self.bulkheads.desk.run(lambda: self.warm_voices)) < len(self._warm):
                    await self.warm_again()
            except AnnouncerError as error:
                LOG.warning("the announcer could not be tended: %s", error)
            await asyncio.sleep(TEND_EVERY_S)

    async def let_go(self) -> None:
        """Let narrations go that the newsroom keeps no longer, again and again."""
        while self.newsroom.let_go:
            try:
                if gone := await self.bulkheads.desk.run(let_go, self.newsroom.let_go, self.store):
                    LOG.info("%d narrations were let go by their age", gone)
            except AnnouncerError as error:
                LOG.warning("old narrations could not be let go: %s", error)
            await asyncio.sleep(LET_GO_EVERY_S)

    async def keep(self) -> None:
        """Keep the index up to date with the files, again and again; rests while it reads much."""
        while True:
            try:
                await self.bulkheads.keeping.run(self.store.catch_up, rest=REST)
            except AnnouncerError as error:
                LOG.warning("the index could not be brought up to date: %s", error)
            await asyncio.sleep(KEEP_EVERY_S)

    async def look_at_shared(self) -> None:
        """Ask the parts that machines share whether they answer, again and again."""
        while self.parts.are_shared:
            self.shared_faults = await self.bulkheads.watching.run(self.parts.faults)
            with contextlib.suppress(StoreError):
                self.lexicon_faults = await self.bulkheads.watching.run(self.lexicons.faults)
            await asyncio.sleep(LOOKED_EVERY_S)

    async def close(self) -> None:
        """Finish or stop what is under way within the settings' grace; nothing is left half-written.

        A disk or another machine that fails meanwhile is told, and keeps no part from being closed.
        """

        async def making() -> None:
            # The other half of the grace was for the connections to finish.
            await asyncio.gather(self.installations.close(), self.conductor.close(self.settings.grace_s / 2))

        threaded = (self.texts.close, self.workers.close, self.pool.shutdown, self.clips.close, self.parts.close)
        steps: tuple[Callable[[], Awaitable[None]], ...] = (
            self.nights.close,
            self.stand.close,
            making,
            self.narrator.settle,
            self.accepted.close,
            self.pages.close,
            *(functools.partial(asyncio.to_thread, each) for each in threaded),
        )
        for close in steps:
            try:
                await close()
            except AnnouncerError as error:
                LOG.warning("not everything could be put in order at the end: %s", error)
        self.bulkheads.close()

    def _recording(self, order: Order) -> Recording:
        return Recording(
            order,
            order.voice.sample_rate_hz,
            site=self.settings.site_name,
            mp3_kbps=self.settings.mp3_kbps,
            jingles=self._jingles if order.jingles else NO_JINGLES,
            cover=self._cover,
        )


def _threads(settings: Settings, load: Callable[[Voice], VoiceEngine]) -> ThreadWorkers:
    engines = Engines(load, measure=gain_for, max_loaded=settings.max_loaded_voices)
    return ThreadWorkers(engines, settings.workers or usable_cores())
