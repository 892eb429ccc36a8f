"""How a voice gets here, for the service and the command line alike: from where, to where, and made fast."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import VoiceBeingInstalledError
from app.speech.graph.cache import GraphCache
from app.speech.loading import prepare
from app.voices import Installed, Progress, Recommendations, install_voice
from app.voices.download import Pause
from app.voices.install import being_installed, discard_part, kept_bytes
from app.voices.sources import source_of


@dataclass(frozen=True, slots=True)
class Installer:
    """Installs into one folder. Every method blocks."""

    voices_dir: Path

    repository: str
    """An address or a folder, for what neither the catalogue nor a make says where to get."""

    recommendations: Recommendations

    graphs: Path
    """Where the fast graphs are kept."""

    insists: bool = False
    """Everything comes from `repository`, whatever the catalogue says."""

    def install(self, name: str, *, progress: Callable[[Progress], None], pause: Pause = time.sleep) -> Installed:
        """As app.voices.install_voice has it; the voice is usable when this returns."""
        source = self.repository if self.insists else source_of(name, self.recommendations, self.repository)
        return install_voice(name, repository=source, voices_dir=self.voices_dir, progress=progress, pause=pause)

    def prepare(self, installed: Installed) -> None:
        """Build what makes it fast; not to be had is no error."""
        for voice in installed.voices:
            prepare(voice, GraphCache(self.graphs))

    def kept_bytes(self, name: str) -> int:
        """How much has arrived of a voice that is not whole."""
        return kept_bytes(name, self.voices_dir)

    def discard(self, name: str) -> None:
        """Throw that away. Raises VoiceBeingInstalledError while another process fetches it."""
        if being_installed(self.voices_dir) == name:
            raise VoiceBeingInstalledError(f"{name} is being installed by another process; try again after it.")
        discard_part(name, self.voices_dir)
