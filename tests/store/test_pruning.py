"""A store that is written to stays below its limit, and whoever writes meanwhile waits for nobody."""

import threading
from pathlib import Path

from app.store.clips import Clips
from app.store.files import Files
from app.store.index.of_folders import FolderIndex
from app.store.local import LocalStore
from app.store.pruning import Pruning
from app.store.questions import Kept
from tests.serving import PATIENCE_S, Gate
from tests.store.things import clip, clip_key


def test_many_small_clips_count_together(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put_clip(clip_key(0), clip())
    limit = store.stats().clip_bytes * 40  # one clip is half of what a process may write before it looks
    store = LocalStore(tmp_path, max_bytes=limit)
    for number in range(1, 50):
        store.put_clip(clip_key(number), clip())
        assert store.stats().clip_bytes <= limit
    assert store.stats().clips > 20


def test_a_clip_counts_as_what_it_takes_on_the_disk(tmp_path: Path) -> None:
    files = Files(tmp_path)
    clips = Clips(files, FolderIndex(files))
    for _ in range(2):  # the second time it is there
        took = clips.put(clip_key(1), clip())
        assert took == sum(path.stat().st_size for path in (tmp_path / "clips").rglob("*.*"))


class Busy:
    """A place that is being emptied for as long as the gate is shut."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.emptied = 0

    def unlisted_bytes(self) -> int:
        return 1_000

    def quarantined_bytes(self) -> int:
        return 1

    def empty_quarantine(self) -> int:
        self.emptied += 1
        self.gate(())
        return 1

    def evict(self, kept: Kept) -> int:
        raise AssertionError(kept)

    def let_go(self, narration_id: str) -> None:
        raise AssertionError(narration_id)


def test_who_writes_while_somebody_makes_room_goes_on(tmp_path: Path) -> None:
    place = Busy()
    pruning = Pruning(FolderIndex(Files(tmp_path)), place, 100)
    first = threading.Thread(target=pruning.grown_by, args=[50])
    first.start()
    assert place.gate.reached.wait(PATIENCE_S)
    second = threading.Thread(target=pruning.grown_by, args=[50], daemon=True)
    second.start()
    second.join(PATIENCE_S)
    assert not second.is_alive()
    place.gate.open()
    first.join(PATIENCE_S)
    assert place.emptied == 1
