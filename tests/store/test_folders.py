"""Folders that cannot be written, told at start by path and user."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import InvalidSettingError
from app.settings import Settings
from app.store.folders import check_cache, check_folders, find_temporary_folder
from tests.serving import service

ROOT = Path(__file__).parents[2]
NOBODY = 65534


def settings(folder: Path) -> Settings:
    return Settings.load(
        cache_dir=folder / "cache", lexicon_dir=folder / "lexicon", voices_dir=folder / "voices", _env_file=None
    )


def test_missing_folders_are_made(tmp_path: Path) -> None:
    assert check_folders(settings(tmp_path / "deep" / "down")) == []
    assert sorted(path.name for path in (tmp_path / "deep" / "down").iterdir()) == ["cache", "lexicon", "voices"]


@pytest.mark.parametrize("name", ["cache", "lexicon", "voices"])
def test_a_file_where_a_folder_should_be_is_told_with_its_setting(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    with pytest.raises(InvalidSettingError, match=f"ANNOUNCER_{name.upper()}_DIR: {tmp_path / name} cannot be written"):
        check_folders(settings(tmp_path))


def test_who_owns_the_place_and_what_to_do_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")
    (tmp_path / "cache").chmod(0o640)
    user, group = os.geteuid(), os.getegid()
    with pytest.raises(InvalidSettingError) as refused:
        check_cache(settings(tmp_path))
    path = tmp_path / "cache"
    assert refused.value.detail == (
        f"ANNOUNCER_CACHE_DIR: {path} cannot be written by user {user} (group {group}): File exists. "
        f"{path} belongs to user {user}, group {group}, mode 640; give it to us: "
        f"chown -R {user}:{group} {path} (Kubernetes: fsGroup: {group})."
    )


def as_nobody(*command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """`announcer` with those arguments, in the folder, as a user without a name and a home."""
    # Become that user only here: the interpreter itself may lie where others may not look.
    script = "import os, app.cli; os.setgroups([]); os.setgid(65534); os.setuid(65534); app.cli.main()"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANNOUNCER_")}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, *command],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT), "HOME": "/"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder that other users reach; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory(prefix="announcer-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@needs_root
@pytest.mark.slow
@pytest.mark.parametrize("closed", ["lexicon", "audio_cache/clips"])
def test_an_empty_folder_of_roots_ends_the_start_with_what_to_do(elsewhere: Path, closed: str) -> None:
    for name in ("audio_cache", "lexicon", "voices"):
        (elsewhere / name).mkdir()
        os.chown(elsewhere / name, NOBODY, NOBODY)
    (elsewhere / closed).mkdir(exist_ok=True)
    os.chown(elsewhere / closed, 0, 0)
    done = as_nobody("serve", "--port", "0", folder=elsewhere)
    assert done.returncode == 2
    assert done.stdout == ""
    setting = {"audio_cache": "CACHE", "lexicon": "LEXICON"}[closed.partition("/")[0]]
    assert done.stderr.startswith(
        f"announcer: ANNOUNCER_{setting}_DIR: {elsewhere / closed} cannot be written by user 65534"
    )
    assert f"chown -R 65534:65534 {elsewhere / closed}" in done.stderr
    assert "fsGroup: 65534" in done.stderr


@pytest.mark.slow
def test_a_running_service_is_not_ready_once_a_folder_is_closed(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        assert here.client.get("/readyz").json()["not_writable"] == []
        (tmp_path / "lexicon").rmdir()
        (tmp_path / "lexicon").write_text("a file stands where the folder was")
        answer = here.client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
        assert answer.json()["not_writable"] == ["ANNOUNCER_LEXICON_DIR"]
        assert str(tmp_path) not in answer.text
        (tmp_path / "lexicon").unlink()
        assert here.client.get("/readyz").status_code == 200


def can_mount() -> bool:
    """Whether this process may make a mount of its own."""
    tried = subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True)
    return os.geteuid() == 0 and tried.returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not can_mount(), reason="only root, where mounts are allowed, can make a file system read-only")
def test_a_read_only_file_system_is_no_fault_but_for_the_cache(elsewhere: Path) -> None:
    told = "import sys; from app.settings import Settings; from app.store.folders import *; "
    script = told + "print([(f.setting, f.on_purpose) for f in folder_faults(Settings.load())])"
    mounted = f'mount --bind {elsewhere} {elsewhere} && mount -o remount,ro,bind {elsewhere} && exec "$@"'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", mounted, "sh", sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **{f"ANNOUNCER_{name}_DIR": str(elsewhere) for name in ("CACHE", "LEXICON", "VOICES")}},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(
        [("ANNOUNCER_CACHE_DIR", False), ("ANNOUNCER_LEXICON_DIR", True), ("ANNOUNCER_VOICES_DIR", True)]
    )


def test_temporary_files_have_a_place_where_nothing_but_the_cache_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [os.environ.get("TMPDIR", "/proc")])
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", "/proc")
    find_temporary_folder(tmp_path)
    assert os.environ["TMPDIR"] == tempfile.gettempdir() == str(tmp_path / "tmp")


def test_who_needs_the_cache_alone_is_told_of_the_cache_alone(tmp_path: Path) -> None:
    """A worker: neither lexicon nor voices are its own."""
    (tmp_path / "file").touch()
    check_cache(Settings.load(cache_dir=tmp_path / "deep" / "cache", lexicon_dir=tmp_path / "file"))
    assert (tmp_path / "deep" / "cache").is_dir()
    with pytest.raises(InvalidSettingError, match="ANNOUNCER_CACHE_DIR"):
        check_cache(Settings.load(cache_dir=tmp_path / "file" / "cache"))
