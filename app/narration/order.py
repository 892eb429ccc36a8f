"""What is to be rendered."""

from dataclasses import dataclass
from datetime import datetime

from app.speech.engine import SynthesisSettings
from app.text.script import Script
from app.voices import Voice

SPOKEN_CHARACTERS_PER_S = {"tr": 14.0}
"""For an estimate before the first Line is done; measured on the sample articles with Piper voices."""
USUAL_CHARACTERS_PER_S = 15.0


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be rendered; `id` is the narration id of all the rest."""

    id: str
    script: Script
    voice: Voice
    settings: SynthesisSettings
    source_url: str | None = None
    jingles: bool = True
    """Whether the site's own sounds stand around it."""

    recipe: str = ""
    """A digest of everything but the article that decides the narration."""

    byline: str | None = None
    published_at: datetime | None = None

    def estimated_duration_s(self) -> float:
        """A guess from the number of spoken characters and the pauses, in s."""
        lines = self.script.lines
        rate = SPOKEN_CHARACTERS_PER_S.get(self.script.language, USUAL_CHARACTERS_PER_S) * self.settings.speed
        return sum(len(line.spoken) for line in lines) / rate + sum(line.pause_ms for line in lines) / 1000
