import fcntl
import json
import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UnknownVoiceError, VoiceInstallError
from app.voices import Installed, Progress, VoiceCatalogue, install_voice
from app.voices.download import ATTEMPTS
from tests.voices.offer import Offer, promise, put_voice, serving, tiny_model

ADA = "tr_TR-ada-medium"
LARGE = tiny_model(bytes(range(256)) * 2000)
"""Half a megabyte: several blocks, so that it can break off in the middle."""


class Pauses(list[float]):
    """Counts the waits instead of waiting."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def voices_dir(tmp_path: Path) -> Path:
    return tmp_path / "voices"


def part(folder: Path, name: str = f"{ADA}.onnx") -> Path:
    """Where what has arrived of a file is kept."""
    (folder / f".{ADA}.part").mkdir(parents=True, exist_ok=True)
    return folder / f".{ADA}.part" / name


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_voice_is_fetched_with_its_card_and_reads_at_once(voices_dir: Path) -> None:
    voices = VoiceCatalogue(voices_dir)
    with serving(Offer().add(ADA, LARGE, card=b"License: CC0")) as server:
        done = install_voice(ADA, repository=server.address, voices_dir=voices_dir)
    assert done.fetched
    assert voices.for_language("tr", {}) == done.voices[0]
    assert done.home.read_bytes() == LARGE
    assert (voices_dir / f"{ADA}.MODEL_CARD").read_text() == "License: CC0"
    assert names(voices_dir) == {
        f"{ADA}.onnx",
        f"{ADA}.onnx.json",
        f"{ADA}.MODEL_CARD",
        f"{ADA}.install.json",
        ".install.lock",
    }


def test_the_record_notes_digests_and_source_without_a_password(voices_dir: Path) -> None:
    with serving(Offer().add(ADA)) as server:
        address = server.address.replace("http://", "http://desk:secret@")
        done = install_voice(ADA, repository=address, voices_dir=voices_dir)
        source = server.address
    record = json.loads((voices_dir / f"{ADA}.install.json").read_text())
    assert record["sha256"][f"{ADA}.onnx"] == done.voices[0].digest
    assert record["source"] == source


def test_progress_rises_to_the_whole(voices_dir: Path) -> None:
    seen: list[Progress] = []
    with serving(Offer().add(ADA, LARGE)) as server:
        install_voice(ADA, repository=server.address, voices_dir=voices_dir, progress=seen.append)
    done = [progress.done_bytes for progress in seen]
    assert done == sorted(done)
    assert done[0] == 0
    assert done[-1] == seen[-1].total_bytes == sum(len(body) for body in Offer().add(ADA, LARGE).files.values())
    assert {progress.voice for progress in seen} == {ADA}


def test_the_same_voice_again_is_not_fetched_again(voices_dir: Path) -> None:
    with serving(Offer().add(ADA, LARGE)) as server:
        install_voice(ADA, repository=server.address, voices_dir=voices_dir)
        server.asked.clear()
        assert not install_voice(ADA, repository=server.address, voices_dir=voices_dir).fetched
        assert [path for path, _ in server.asked] == ["voices.json"]


def test_only_what_differs_is_fetched(voices_dir: Path) -> None:
    with serving(Offer().add(ADA, LARGE)) as server:
        install_voice(ADA, repository=server.address, voices_dir=voices_dir)
        (voices_dir / f"{ADA}.onnx.json").write_text("{")
        server.asked.clear()
        assert install_voice(ADA, repository=server.address, voices_dir=voices_dir).fetched
        assert server.asked_for(".onnx") == []
        assert VoiceCatalogue(voices_dir).get(ADA).available


def test_a_new_version_replaces_the_old_one(voices_dir: Path) -> None:
    with serving(Offer().add(ADA, tiny_model(b"old"))) as server:
        install_voice(ADA, repository=server.address, voices_dir=voices_dir)
        server.offer = Offer().add(ADA, LARGE)
        install_voice(ADA, repository=server.address, voices_dir=voices_dir)
    assert VoiceCatalogue(voices_dir).get(ADA).model_path.read_bytes() == LARGE


def test_a_connection_that_breaks_is_taken_up_where_it_broke(voices_dir: Path, pauses: Pauses) -> None:
    offer = Offer().add(ADA, LARGE)
    with serving(offer) as server:
        server.cuts[offer.path(ADA)] = [200_000, 100_000]
        install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
        resumed = server.asked_for(".onnx")
    assert (voices_dir / f"{ADA}.onnx").read_bytes() == LARGE
    assert resumed[0] == ""
    assert [given.startswith("bytes=") for given in resumed[1:]] == [True, True]
    assert pauses == [0.5, 1.0]


def test_a_server_that_knows_no_ranges_is_asked_from_the_beginning(voices_dir: Path, pauses: Pauses) -> None:
    offer = Offer().add(ADA, LARGE)
    with serving(offer) as server:
        server.knows_ranges = False
        server.cuts[offer.path(ADA)] = [200_000]
        install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
    assert (voices_dir / f"{ADA}.onnx").read_bytes() == LARGE


def test_a_second_command_goes_on_where_the_first_gave_up(voices_dir: Path, pauses: Pauses) -> None:
    offer = Offer().add(ADA, LARGE)
    with serving(offer) as server:
        server.cuts[offer.path(ADA)] = [100_000] + [0] * (ATTEMPTS - 1)
        with pytest.raises(VoiceInstallError, match="installing the voice again goes on from there"):
            install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
        kept = part(voices_dir).stat().st_size
        assert VoiceCatalogue(voices_dir).voices() == ()
        server.asked.clear()
        install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
        assert server.asked_for(".onnx") == [f"bytes={kept}-"]
    assert kept > 0
    assert (voices_dir / f"{ADA}.onnx").read_bytes() == LARGE
    assert not list(voices_dir.glob(".*.part"))


@settings(max_examples=15, deadline=None)
@given(kept=st.integers(0, len(LARGE)))
def test_whatever_was_kept_the_result_is_the_same(kept: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("voices")
    mirror = Offer().add(ADA, LARGE).lay_out(tmp_path_factory.mktemp("mirror"))
    part(folder).write_bytes(LARGE[:kept])
    install_voice(ADA, repository=str(mirror), voices_dir=folder)
    assert (folder / f"{ADA}.onnx").read_bytes() == LARGE


@pytest.mark.parametrize("junk", [b"x" * 1000, b"x" * len(LARGE), b"x" * (len(LARGE) + 1)])
def test_a_kept_part_of_another_version_is_thrown_away(voices_dir: Path, pauses: Pauses, junk: bytes) -> None:
    part(voices_dir).write_bytes(junk)
    with serving(Offer().add(ADA, LARGE)) as server:
        install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
    assert (voices_dir / f"{ADA}.onnx").read_bytes() == LARGE


def test_a_server_that_answers_with_another_range_is_not_believed(voices_dir: Path, pauses: Pauses) -> None:
    offer = Offer().add(ADA, LARGE)
    with serving(offer) as server:
        server.cuts[offer.path(ADA)] = [100_000]
        server.headers_instead[offer.path(ADA)] = {"Content-Range": "bytes 7-9/10"}
        install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
    assert (voices_dir / f"{ADA}.onnx").read_bytes() == LARGE


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(voices_dir: Path, pauses: Pauses, status: int) -> None:
    offer = Offer().add(ADA)
    with serving(offer) as server:
        server.statuses = {"voices.json": [status], offer.path(ADA): [status, status]}
        install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
    assert pauses == [0.5, 0.5, 1.0]


def test_patience_has_an_end_and_the_advice_is_for_sites_without_internet(voices_dir: Path, pauses: Pauses) -> None:
    with serving(Offer()) as server:
        closed = server.address
    with pytest.raises(VoiceInstallError, match="--from"):
        install_voice(ADA, repository=closed, voices_dir=voices_dir, pause=pauses)
    assert pauses == [0.5, 1.0, 2.0, 4.0]


def test_a_missing_file_is_not_asked_for_twice(voices_dir: Path, pauses: Pauses) -> None:
    offer = Offer().add(ADA)
    del offer.files[offer.path(ADA)]
    with serving(offer) as server:
        with pytest.raises(VoiceInstallError, match=r"tr_TR-ada-medium\.onnx answered 404"):
            install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
        assert len(server.asked_for(".onnx")) == 1
    assert pauses == []
    assert VoiceCatalogue(voices_dir).voices() == ()


def test_a_wrong_digest_installs_nothing_and_keeps_the_old_voice(voices_dir: Path, pauses: Pauses) -> None:
    old = put_voice(voices_dir, ADA).read_bytes()
    offer = Offer().add(ADA, LARGE)
    with serving(offer) as server:
        server.bodies[offer.path(ADA)] = LARGE[:-1] + b"\x12"
        with pytest.raises(VoiceInstallError, match="does not match its md5 digest"):
            install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
    assert (voices_dir / f"{ADA}.onnx").read_bytes() == old
    assert VoiceCatalogue(voices_dir).get(ADA).available
    assert not part(voices_dir).exists()


def test_a_file_longer_than_promised_is_cut_off_early(voices_dir: Path, pauses: Pauses) -> None:
    offer = Offer().add(ADA)
    with serving(offer) as server:
        server.bodies[offer.path(ADA)] = bytes(5_000_000)
        with pytest.raises(VoiceInstallError, match="longer than the"):
            install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
    assert not part(voices_dir).exists()


def test_a_file_shorter_than_promised_ends_in_an_error(voices_dir: Path, pauses: Pauses) -> None:
    offer = Offer().add(ADA, LARGE)
    with serving(offer) as server:
        server.bodies[offer.path(ADA)] = LARGE[:1000]
        with pytest.raises(VoiceInstallError, match="did not deliver"):
            install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
    assert len(pauses) == ATTEMPTS - 1
    assert VoiceCatalogue(voices_dir).voices() == ()


def test_files_that_fit_their_digests_and_are_no_voice_are_refused(voices_dir: Path) -> None:
    mirror = Offer().add(ADA, b"version https://git-lfs.github.com/spec/v1\n").lay_out(voices_dir.parent / "mirror")
    with pytest.raises(VoiceInstallError, match="not a usable voice: the model file is not an ONNX model"):
        install_voice(ADA, repository=str(mirror), voices_dir=voices_dir)
    assert names(voices_dir) == {".install.lock"}


def test_a_configuration_that_fits_its_digest_and_is_none_is_refused(voices_dir: Path) -> None:
    offer = Offer().add(ADA)
    path = offer.path(ADA, ".onnx.json")
    offer.files[path] = b"[1, 2]"
    offer.index[ADA]["files"][path] = promise(b"[1, 2]")
    with serving(offer) as server, pytest.raises(VoiceInstallError, match="not a JSON object"):
        install_voice(ADA, repository=server.address, voices_dir=voices_dir)
    assert names(voices_dir) == {".install.lock"}


def test_an_unknown_voice_is_answered_with_similar_ones(voices_dir: Path) -> None:
    mirror = Offer().add(ADA).add("tr_TR-adana-medium").lay_out(voices_dir.parent / "mirror")
    with pytest.raises(UnknownVoiceError, match="Similar ones: tr_TR-ada-medium, tr_TR-adana-medium"):
        install_voice("tr_TR-ad-medium", repository=str(mirror), voices_dir=voices_dir)


def test_nothing_is_installed_while_another_installation_runs(voices_dir: Path) -> None:
    voices_dir.mkdir()
    mirror = Offer().add(ADA).lay_out(voices_dir.parent / "mirror")
    with (voices_dir / ".install.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(VoiceInstallError, match="Another installation is running"):
            install_voice(ADA, repository=str(mirror), voices_dir=voices_dir)
    assert install_voice(ADA, repository=str(mirror), voices_dir=voices_dir).fetched


def test_a_full_disk_is_noticed_before_anything_is_fetched(voices_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - the shape shutil returns
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 10, 0))
    with serving(Offer().add(ADA)) as server:
        with pytest.raises(VoiceInstallError, match="only 0 MB are free"):
            install_voice(ADA, repository=server.address, voices_dir=voices_dir)
        assert [path for path, _ in server.asked] == ["voices.json"]


def test_a_disk_that_fills_up_while_fetching_is_one_clear_sentence(voices_dir: Path, pauses: Pauses) -> None:
    part(voices_dir).symlink_to("/dev/full")
    with serving(Offer().add(ADA, LARGE)) as server, pytest.raises(VoiceInstallError, match="no space left"):
        install_voice(ADA, repository=server.address, voices_dir=voices_dir, pause=pauses)
    assert VoiceCatalogue(voices_dir).voices() == ()


def test_a_folder_that_cannot_be_made_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    mirror = Offer().add(ADA).lay_out(tmp_path / "mirror")
    with pytest.raises(VoiceInstallError, match=r"cannot be written"):
        install_voice(ADA, repository=str(mirror), voices_dir=tmp_path / "file" / "voices")


def test_a_scan_between_any_two_steps_sees_a_whole_voice_or_none(voices_dir: Path) -> None:
    voices = VoiceCatalogue(voices_dir)
    seen: list[tuple[str, ...]] = []
    with serving(Offer().add(ADA, LARGE)) as server:
        install_voice(
            ADA,
            repository=server.address,
            voices_dir=voices_dir,
            progress=lambda _: seen.append(tuple(voice.status for voice in voices.voices())),
        )
    assert set(seen) == {()}
    assert voices.get(ADA).available


def test_the_model_becomes_visible_after_everything_else(voices_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed: list[str] = []
    replace = Path.replace

    def noting(self: Path, target: Path) -> Path:
        placed.append(target.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noting)
    mirror = Offer().add(ADA).lay_out(voices_dir.parent / "mirror")
    install_voice(ADA, repository=str(mirror), voices_dir=voices_dir)
    assert placed[-1] == f"{ADA}.onnx"
    assert len(placed) == 4


@pytest.mark.parametrize("step", range(4))
def test_a_failure_at_any_rename_leaves_no_half_voice(
    voices_dir: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    mirror = Offer().add(ADA).lay_out(voices_dir.parent / "mirror")
    replace = Path.replace
    count = iter(range(100))

    def failing(self: Path, target: Path) -> Path:
        if next(count) == step:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing)
        with pytest.raises(VoiceInstallError, match="no space left"):
            install_voice(ADA, repository=str(mirror), voices_dir=voices_dir)
    assert VoiceCatalogue(voices_dir).voices() == ()
    done: Installed = install_voice(ADA, repository=str(mirror), voices_dir=voices_dir)
    assert done.voices[0].available
    assert not list(voices_dir.glob(".*.part"))
