"""Everything that can be heard as plain files, for a CDN or a memory stick."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from app.announcer import Announcer
from app.errors import StoreError
from app.narration.timeline import to_chapters_json, to_json, to_webvtt
from app.newsroom.podcast import Episode, episodes, feeds, m3u, opml, podcast
from app.store.base import Store
from app.store.files import Files, typed_errors
from app.web.pages import STATIC_DIR, templates

SCRIPTS = "announcer*.js"


@typed_errors
def export(announcer: Announcer, folder: Path, *, base_url: str, told: Callable[[Episode], None]) -> int:
    """Write every article's newest narration, its page, the feeds and the player; how many narrations.

    `base_url` is where the folder will be found. What is there already and did not change is left alone, so that a
    synchronisation has little to do. Raises StoreError.
    """
    files = Files(folder)
    store = announcer.store
    site_name = announcer.settings.site_name
    store.catch_up()
    known = feeds(announcer.newsroom, store, site_name)
    held = {feed.name: episodes(feed, store) for feed in known}
    everything = {each.narration.id: each for episodes_of in held.values() for each in episodes_of}
    for episode in everything.values():
        if _write_narration(files, folder, store, episode, base_url):
            told(episode)
    for feed in known:
        _put(files, f"feeds/{feed.name}.xml", podcast(feed, held[feed.name], base_url=base_url, site_name=site_name))
        _put(files, f"feeds/{feed.name}.m3u", m3u(feed, held[feed.name], base_url=base_url).encode("utf-8", "replace"))
    _put(files, "feeds.opml", opml(known, base_url=base_url, site_name=site_name))
    for script in sorted(STATIC_DIR.glob(SCRIPTS)):
        _put(files, f"static/{script.name}", script.read_bytes())
    page = templates().get_template("export.html")
    _put(files, "index.html", page.render(site_name=site_name, episodes=everything.values(), feeds=known).encode())
    return len(everything)


def _write_narration(files: Files, folder: Path, store: Store, episode: Episode, base_url: str) -> bool:
    """Whether it was not there yet; `view.json` comes last and tells that the others are whole."""
    narration = episode.narration
    place = f"narrations/{narration.id}"
    if files.stat(f"{place}/view.json") is not None:
        return False
    timeline, audio = store.timeline(narration.id), store.open_audio(narration.id)
    if timeline is None or audio is None:
        raise StoreError(f"Narration {narration.id} was removed while it was exported.")
    files.make_folder(place)
    with audio, (folder / place / ".audio.tmp").open("wb") as target:
        shutil.copyfileobj(audio, target)
    files.rename(f"{place}/.audio.tmp", f"{place}/audio.mp3")
    _put(files, f"{place}/timeline.json", to_json(timeline))
    _put(files, f"{place}/captions.vtt", to_webvtt(timeline))
    _put(files, f"{place}/chapters.json", to_chapters_json(timeline, narration.title))
    view = {
        "id": narration.id,
        "status": "ready",
        "title": narration.title,
        "language": narration.language,
        "voice": narration.voice,
        "duration_s": narration.duration_ms / 1000,
        "estimated_duration_s": narration.duration_ms / 1000,
        "progress": {"lines_done": narration.lines, "lines_total": narration.lines},
        "cached": True,
        "audio_url": f"{base_url}/{place}/audio.mp3",
        "timeline_url": f"{base_url}/{place}/timeline.json",
        "captions_url": f"{base_url}/{place}/captions.vtt",
        "error": None,
    }
    _put(files, f"{place}/view.json", json.dumps(view).encode())
    return True


def _put(files: Files, path: str, content: bytes) -> None:
    if files.read(path) != content:
        files.put(path, content)
