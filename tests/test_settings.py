"""Settings, as they are written in an environment or a .env file."""

import os
from pathlib import Path

import pytest

from app.errors import InvalidSettingError
from app.settings import Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("written", ["en=a-b-low, tr=c-d-medium", '{"en": "a-b-low", "tr": "c-d-medium"}'])
def test_pairs_in_words_or_json(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ANNOUNCER_DEFAULT_VOICES", written)
    assert Settings.load().default_voices == {"en": "a-b-low", "tr": "c-d-medium"}


@pytest.mark.parametrize(
    "written", ["https://a.example,https://b.example", '["https://a.example", "https://b.example"]']
)
def test_lists_in_words_or_json(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ANNOUNCER_CORS_ORIGINS", written)
    assert Settings.load().cors_origins == ("https://a.example", "https://b.example")


def test_a_file_named_env_is_read_and_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("ANNOUNCER_PORT=8100\nANNOUNCER_SITE_NAME=Gazete\nOTHER=1\n")
    monkeypatch.setenv("ANNOUNCER_PORT", "8200")
    settings = Settings.load()
    assert (settings.port, settings.site_name) == (8200, "Gazete")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("PORT", "http"),
        ("MP3_KBPS", "65"),
        ("MP3_KBPS", "many"),
        ("WORKERS", "-1"),
        ("PUBLIC_URL", "audio.example.org"),
        ("LOG_LEVEL", "loud"),
        ("DEFAULT_VOICES", "en"),
        ("MAX_CACHE_BYTES", "10"),
        ("CORS_ORIGINS", "https://www.example.org/news"),
        ("CORS_ORIGINS", "www.example.org"),
        ("ARTICLE_HOSTS", "https://www.example.org"),
        ("PRIVATE_HOSTS", "http://cms.internal"),
        ("HOSTS", "announcer.lan:8000"),
        ("WEBHOOK_SECRET", "short"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"ANNOUNCER_{name}", value)
    with pytest.raises(InvalidSettingError, match=f"ANNOUNCER_{name}: (write|it needs|input should be) "):
        Settings.load()


def test_what_kubernetes_sets_for_a_service_of_our_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOUNCER_PORT", "tcp://10.96.0.12:80")
    with pytest.raises(InvalidSettingError, match=r"ANNOUNCER_PORT: .*enableServiceLinks: false"):
        Settings.load()


def test_hosts_and_origins_are_kept_as_browsers_write_them() -> None:
    settings = Settings.load(
        cors_origins="https://WWW.Example.org/,http://localhost:8080",
        article_hosts="WWW.Example.org,*.example.org",
        private_hosts="CMS.internal:8080",
    )
    assert settings.cors_origins == ("https://www.example.org", "http://localhost:8080")
    assert settings.article_hosts == ("www.example.org", "*.example.org")
    assert settings.private_hosts == ("cms.internal:8080",)


def test_what_is_no_setting_is_told_with_the_one_that_may_be_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("ANNOUNCER_"):
            monkeypatch.delenv(name)
    Path(".env").write_text("ANNOUNCER_CORS_ORIGIN=https://a.example\nANNOUNCER_PORT=8100\nOTHER=1\n")
    monkeypatch.setenv("ANNOUNCER_API_KEY", "k" * 20)
    monkeypatch.setenv("ANNOUNCER_QQQ", "1")
    assert Settings.unknown() == {
        "ANNOUNCER_API_KEY": "ANNOUNCER_API_KEYS",
        "ANNOUNCER_CORS_ORIGIN": "ANNOUNCER_CORS_ORIGINS",
        "ANNOUNCER_QQQ": None,
    }


def test_a_key_is_not_shown_where_settings_are() -> None:
    assert "s3cret" not in repr(Settings.load(api_keys=["s3cret-s3cret-s3cret"]))
