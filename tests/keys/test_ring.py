"""The ring of keys: where they come from, and what becomes of them while the service runs."""

import os
from pathlib import Path

import pytest

from app.errors import InvalidSettingError
from app.keys import KeyRing, Scope, new_secret
from app.keys.key import Key, Secret
from app.settings import Settings

OWN = "a-key-of-the-settings"


class Clock:
    """Time that passes when it is told to."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def table(name: str, secret: Secret, more: str = "") -> str:
    return f'[[key]]\nname = "{name}"\ndigest = "{secret.digest}"\n{more}\n'


def ring(path: Path, clock: Clock, *fixed: Key) -> KeyRing:
    return KeyRing(fixed, (path,), clock)


def test_a_key_of_the_settings_opens_everything(tmp_path: Path) -> None:
    keys = KeyRing.open(Settings.load(api_keys=[OWN], config=tmp_path / "announcer.toml"))
    found = keys.find(OWN.encode())
    assert found is not None
    assert found.name == "api-key-1"
    assert all(found.opens(scope) for scope in Scope)
    assert keys.find(OWN[:-1].encode()) is None
    assert keys.find(b"") is None


def test_a_named_key_opens_what_its_table_says_and_reads_its_own_hosts(tmp_path: Path) -> None:
    secret = new_secret()
    path = tmp_path / "keys.toml"
    path.write_text(table("sports", secret, 'scopes = ["narrate", "lexicon"]\nhosts = ["a.example", "*.b.example"]'))
    found = KeyRing.open(Settings.load(keys_file=path, config=tmp_path / "none.toml")).find(secret.text.encode())
    assert found is not None
    assert [scope for scope in Scope if found.opens(scope)] == [Scope.NARRATE, Scope.LEXICON]
    assert found.reads("a.example")
    assert found.reads("www.b.example")
    assert not found.reads("b.example.evil.example")
    assert not found.reads("xb.example")


def test_no_secret_is_in_what_is_written_down() -> None:
    secret = new_secret()
    assert secret.text not in secret.digest
    assert len({new_secret().text for _ in range(100)}) == 100


def test_keys_are_rotated_while_the_service_runs(tmp_path: Path) -> None:
    path, clock = tmp_path / "keys.toml", Clock()
    old, new = new_secret(), new_secret()
    path.write_text(table("desk", old))
    keys = ring(path, clock)
    path.write_text(table("desk", new, "requests_a_minute = 5"))
    clock.now_s = 2
    assert keys.find(old.text.encode()) is None
    found = keys.find(new.text.encode())
    assert found is not None
    assert found.requests_a_minute == 5


def test_a_file_put_in_the_place_of_another_is_seen_though_it_is_as_old_and_long(tmp_path: Path) -> None:
    path, clock = tmp_path / "keys.toml", Clock()
    old, new = new_secret(), new_secret()
    path.write_text(table("desk", old))
    keys = ring(path, clock)
    other = tmp_path / "other.toml"
    other.write_text(table("desk", new))
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.rename(path)
    clock.now_s = 2
    assert keys.find(new.text.encode()) is not None


def test_a_file_that_became_wrong_changes_nothing_until_it_is_right_again(tmp_path: Path) -> None:
    path, clock = tmp_path / "keys.toml", Clock()
    secret = new_secret()
    path.write_text(table("desk", secret))
    keys = ring(path, clock)
    path.write_text("[[key]\nname = ")
    clock.now_s = 2
    assert keys.find(secret.text.encode()) is not None
    assert str(path) in keys.fault
    path.write_text("")
    clock.now_s = 4
    assert keys.find(secret.text.encode()) is None
    assert keys.fault == ""


def test_the_first_key_closes_what_stood_open(tmp_path: Path) -> None:
    path, clock = tmp_path / "keys.toml", Clock()
    path.write_text("")
    keys = ring(path, clock)
    assert not keys.guarded
    path.write_text(table("desk", new_secret()))
    clock.now_s = 2
    assert keys.guarded


def test_a_ring_that_lost_its_keys_does_not_stand_open(tmp_path: Path) -> None:
    path, clock = tmp_path / "keys.toml", Clock()
    path.write_text(table("desk", new_secret()))
    keys = ring(path, clock)
    path.unlink()
    clock.now_s = 2
    assert keys.held() == ()
    assert keys.guarded


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[key]]\nname = "desk"', "digest"),
        ('[[key]]\nname = "Desk 1"\ndigest = "sha256:' + "0" * 64 + '"', "name"),
        ('[[key]]\nname = "desk"\ndigest = "secret"', "digest"),
        ('[[key]]\nname = "desk"\ndigest = "sha256:' + "0" * 64 + '"\nscopes = ["everything"]', "scopes"),
        ('[[key]]\nname = "desk"\ndigest = "sha256:' + "0" * 64 + '"\nscopes = []', "scopes"),
        ('[[key]]\nname = "desk"\ndigest = "sha256:' + "0" * 64 + '"\nscope = "narrate"', "scope"),
        ('key = "secret"', "tables"),
        ("[[key", "cannot be read"),
    ],
)
def test_a_wrong_file_is_refused_at_start_and_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(text)
    with pytest.raises(InvalidSettingError, match=said):
        ring(path, Clock())


def test_two_keys_of_one_name_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(table("desk", new_secret()) * 2)
    with pytest.raises(InvalidSettingError, match="name desk"):
        ring(path, Clock())
    with pytest.raises(InvalidSettingError, match="there is no file"):
        KeyRing.open(Settings.load(keys_file=tmp_path / "missing.toml"))
