"""From a wish to an Order: text stage, voice, identity."""

import functools
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.audio import AUDIO_VERSION
from app.errors import NoVoiceForLanguageError
from app.languages import language_name
from app.lexicon import Lexicons
from app.narration.again import article_of
from app.narration.identity import narration_id
from app.narration.order import Order
from app.narration.texts import Texts
from app.narration.timeline import Timeline
from app.narration.wish import Wish
from app.speech.engine import SPEECH_VERSION, SynthesisSettings
from app.store.base import Narration
from app.text import TEXT_VERSION
from app.text.article import Part
from app.text.language import primary_subtag
from app.text.script import build_script
from app.text.spoken import Pronunciations, Tries, speak
from app.voices import Voice, VoiceCatalogue

REMEMBERED = 64
LONGEST_REMEMBERED = 100_000
"""Characters; asking again for a newspaper's article skips the text stage, a book's does not fill the memory."""


class Orders:
    """Takes orders, each by voices, lexicons and settings as they are at that moment. Thread-safe; blocks."""

    def __init__(
        self,
        voices: VoiceCatalogue,
        default_voices: Callable[[], Mapping[str, str]],
        lexicons: Lexicons,
        *,
        deterministic: bool,
        jingles: str = "",
        texts: Texts | None = None,
    ) -> None:
        """`default_voices` gives a voice's key for each language that has a default now.

        `jingles` tells which sounds the site has.
        """
        self._texts = texts or Texts()
        self._jingles = jingles
        self._voices = voices
        self._default_voices = default_voices
        self._lexicons = lexicons
        self._deterministic = deterministic
        self._known: OrderedDict[bytes, Order] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, wish: Wish) -> Order:
        """The Order of a wish whose words are there.

        Raises InvalidRequestError and its kin, UnknownVoiceError, NoVoiceForLanguageError, VoiceUnavailableError, and
        StoreError when the lexicon cannot be read.
        """
        voice, language = self._voice_and_language(wish)
        settings = self._settings(wish.speed)
        pronunciations = self._lexicons.pronunciations(language)
        key = hashlib.sha256(
            repr([wish.digest(), voice.digest, language, settings, pronunciations.digest]).encode()
        ).digest()
        with self._lock:
            if known := self._known.get(key):
                self._known.move_to_end(key)
                return known
        script = self._texts.script(wish, language, pronunciations)
        order = Order(
            narration_id(script, voice.digest, settings, self._around(wish)),
            script,
            voice,
            settings,
            source_url=wish.source_url,
            jingles=wish.jingles,
            recipe=self._recipe(wish, voice, pronunciations),
            byline=wish.byline,
            published_at=wish.published_at,
        )
        _ = order.estimated_duration_s  # counted here, not on the event loop when it is asked for
        if wish.characters <= LONGEST_REMEMBERED:
            with self._lock:
                self._known[key] = order
                while len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
        return order

    def take_summary(self, wish: Wish, order: Order) -> Order:
        """The Order for title and summary alone of a wish, when that was ordered as `order`.

        Its Lines are the first ones of the order, so that most of its Clips are in the store or on their way.
        """
        script = order.script
        parts = (Part.TITLE, Part.SUMMARY)
        language = wish.language or script.language
        return self.take(replace(wish, title=script.title, language=language, parts=parts))

    def take_again(self, narration: Narration, timeline: Timeline) -> Order:
        """The Order of a narration that was lost, from what its Timeline keeps of the article.

        Under the same id where its words are read today as they were then, so with the same sound. Raises
        UnknownVoiceError, EmptyArticleError and its kin.
        """
        voice, settings = self._voices.get(narration.voice), self._settings(narration.speed)
        article, parts = article_of(timeline)
        read = functools.partial(
            speak, lexicon=self._lexicons.pronunciations(timeline.language), tries=Tries(len(article.text))
        )
        script = replace(build_script(article, parts=parts, speak=read), title=narration.title)
        ids = {sounds: narration_id(script, voice.digest, settings, sounds) for sounds in (self._jingles, "")}
        sounds = next((each for each in ids if ids[each] == narration.id), self._jingles)
        return Order(ids[sounds], script, voice, settings, source_url=narration.source_url, jingles=bool(sounds))

    def recipe(self, wish: Wish, language: str) -> str:
        """What `Order.recipe` of such a wish would be, whatever its words: they may be read another way now.

        Raises NoVoiceForLanguageError and its kin.
        """
        voice, language = self._voice_and_language(replace(wish, language=wish.language or language))
        return self._recipe(wish, voice, self._lexicons.pronunciations(language))

    def _recipe(self, wish: Wish, voice: Voice, pronunciations: Pronunciations) -> str:
        settings = self._settings(wish.speed)
        how = [wish.parts, wish.lexicon, wish.automatic_summary, settings, pronunciations.digest]
        if around := self._around(wish):
            how.append(around)
        return hashlib.sha256(
            repr([voice.digest, how, TEXT_VERSION, SPEECH_VERSION, AUDIO_VERSION]).encode()
        ).hexdigest()

    def _around(self, wish: Wish) -> str:
        return self._jingles if wish.jingles else ""

    def _settings(self, speed: float) -> SynthesisSettings:
        noise = 0.0 if self._deterministic else None
        return SynthesisSettings(speed, noise, noise)

    def _voice_and_language(self, wish: Wish) -> tuple[Voice, str]:
        if wish.voice is None:
            language = self._texts.language(wish, self._voices.languages)
            return self._voices.for_language(wish.language or language, self._default_voices()), language
        voice = self._voices.get(wish.voice)
        language = primary_subtag(wish.language) if wish.language else voice.language
        if language != voice.language:
            raise NoVoiceForLanguageError(
                f"The voice {voice.key} speaks {language_name(voice.language)}, not {language_name(language)}."
            )
        return voice, language
