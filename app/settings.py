"""Every setting, from the environment (prefix ANNOUNCER_) or a `.env` file. docs/settings.md explains each."""

import difflib
import ipaddress
import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

from app.errors import InvalidSettingError
from app.forms import BUCKET, HOST, HOST_OR_PORT, said

PUBLIC_VOICE_REPOSITORY = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
MIN_KEY_LENGTH = 16
"""Shorter API keys can be guessed over the network in reasonable time."""


def _items(value: Any) -> Any:
    """Accept a JSON list or commas: "one,two"."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    return json.loads(text) if text.startswith("[") else [part.strip() for part in text.split(",") if part.strip()]


def _pairs(value: Any) -> Any:
    """Accept a JSON object or pairs: "en=en_US-announcer-low,tr=tr_TR-ema-high"."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.startswith("{"):
        return json.loads(text)
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if not all(sign for _, sign, _ in pairs):
        raise ValueError("write language=voice pairs, parted by commas")
    return {key.strip(): item.strip() for key, _, item in pairs}


def _address(url: str | None) -> str | None:
    """An http(s) address with a host and at most a plain path; nothing that would be written in two ways."""
    if url is not None and not _ADDRESS.fullmatch(url):
        raise ValueError("write an address such as https://audio.example.org or https://www.example.org/audio")
    return url.rstrip("/") if url else url


def _origin(text: str) -> str:
    """As browsers write it: scheme, host and port in small letters, no final slash; "*" is every page."""
    if text != "*" and not _ORIGIN.fullmatch(text):
        raise ValueError("write an origin such as https://www.example.org: no path")
    return text.rstrip("/").lower()


def _port(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("tcp://"):
        raise ValueError("it is what Kubernetes sets for a Service named announcer: say enableServiceLinks: false")
    return value


def _long(secret: SecretStr | None) -> SecretStr | None:
    if secret is not None and len(secret.get_secret_value()) < MIN_KEY_LENGTH:
        raise ValueError(f"it needs {MIN_KEY_LENGTH} characters or more")
    return secret


def _number(value: Any) -> Any:
    """A literal is compared as it is."""
    return int(value) if isinstance(value, str) and value.strip().isdecimal() else value


_ORIGIN = re.compile(r"https?://[^\s/?#@\\]+/?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/?#@\\]+(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*/?", re.IGNORECASE)


def _of_kind(*schemes: str) -> AfterValidator:
    """An address of one of these kinds; it may hold a password, so it is not shown."""

    def check(address: SecretStr | None) -> SecretStr | None:
        if address is not None and address.get_secret_value().partition("://")[0] not in schemes:
            raise ValueError(f"write an address that begins with {' or '.join(f'{each}://' for each in schemes)}")
        return address

    return AfterValidator(check)


Host = Annotated[str, Field(pattern=HOST), AfterValidator(str.lower)]
HostOrPort = Annotated[str, Field(pattern=HOST_OR_PORT), AfterValidator(str.lower)]
Origin = Annotated[str, AfterValidator(_origin)]


class Settings(BaseSettings):
    """How this announcer runs. Constructing it checks it; a bad value raises InvalidSettingError from `load`."""

    model_config = SettingsConfigDict(env_prefix="ANNOUNCER_", env_file=".env", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, BeforeValidator(_port)] = Field(8000, ge=0, le=65535)
    public_url: Annotated[str | None, AfterValidator(_address)] = None
    hosts: Annotated[tuple[Host, ...], NoDecode, BeforeValidator(_items)] = ()
    site_name: str = Field("Announcer", min_length=1, max_length=200)
    demo: bool | None = None
    api_keys: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_items)] = ()
    keys_file: Path | None = None
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_items)] = ()

    cache_dir: Path = Path("audio_cache")
    max_cache_bytes: int | None = Field(None, ge=10_000_000)
    voices_dir: Path | None = None
    lexicon_dir: Path = Path("lexicon")
    voice_repository: str = PUBLIC_VOICE_REPOSITORY
    default_voices: Annotated[dict[str, str], NoDecode, BeforeValidator(_pairs)] = Field(default_factory=dict)
    max_loaded_voices: int = Field(2, ge=1, le=64)

    store: str | None = Field(None, pattern=BUCKET)
    store_endpoint: Annotated[str | None, AfterValidator(_address)] = None
    store_copies_bytes: int = Field(2_000_000_000, ge=10_000_000)
    store_redirect_s: int = Field(0, ge=0, le=604_800)
    database: Annotated[SecretStr | None, _of_kind("postgresql", "postgres")] = None
    broker: Annotated[SecretStr | None, _of_kind("amqp", "amqps", "redis", "rediss")] = None

    config: Path = Path("announcer.toml")
    article_hosts: Annotated[tuple[Host, ...], NoDecode, BeforeValidator(_items)] = ()
    private_hosts: Annotated[tuple[HostOrPort, ...], NoDecode, BeforeValidator(_items)] = ()
    fetch_ports: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_items)] = (80, 443)
    webhook_secret: Annotated[SecretStr | None, AfterValidator(_long)] = None

    workers: int = Field(0, ge=0, le=256)
    worker_memory_bytes: int = Field(4_000_000_000, ge=500_000_000)
    line_timeout_s: float = Field(60.0, gt=0, le=3600)
    max_queued: int = Field(200, ge=1, le=100_000)
    max_body_bytes: int = Field(2_000_000, ge=1_000, le=100_000_000)
    mp3_kbps: Annotated[Literal[48, 56, 64, 80, 96, 112, 128, 160], BeforeValidator(_number)] = 64
    deterministic: bool = False
    intro: Path | None = None
    outro: Path | None = None
    cover: Path | None = None
    grace_s: float = Field(20.0, ge=0, le=3600)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read the environment. Raises InvalidSettingError that names every wrong setting."""
        try:
            return cls(**given)
        except (ValidationError, json.JSONDecodeError) as error:
            raise InvalidSettingError(_explain(error)) from error

    @classmethod
    def unknown(cls) -> dict[str, str | None]:
        """What is named as a setting, in the environment or `.env`, and is none; and which one may be meant."""
        prefix = str(cls.model_config["env_prefix"])
        ours = [f"{prefix}{name}".upper() for name in cls.model_fields]
        given = {name.upper() for source in (EnvSettingsSource, DotEnvSettingsSource) for name in source(cls).env_vars}
        unknown = sorted(name for name in given - {*ours} if name.startswith(prefix))
        return {name: next(iter(difflib.get_close_matches(name, ours, 1, 0.8)), None) for name in unknown}

    def check_listening(self, *, guarded: bool) -> None:
        """Refuse to listen beyond this machine unguarded by keys. Raises InvalidSettingError."""
        short = [key for key in self.api_keys if len(key.get_secret_value()) < MIN_KEY_LENGTH]
        if short:
            raise InvalidSettingError(f"ANNOUNCER_API_KEYS: a key needs at least {MIN_KEY_LENGTH} characters.")
        if not guarded and not is_loopback(self.host):
            raise InvalidSettingError(
                f"Refusing to listen on {self.host} without API keys: anyone who reaches it could use this machine's "
                "processor and disk. Set ANNOUNCER_API_KEYS, or listen on 127.0.0.1."
            )


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _explain(error: ValidationError | json.JSONDecodeError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"A setting is not valid JSON: {error}."
    parts = []
    for problem in error.errors(include_url=False, include_input=False):
        name = "_".join(str(part) for part in problem["loc"][:1]).upper()
        parts.append(f"ANNOUNCER_{name}: {said(problem)}")
    return "; ".join(parts) + "."
