"""`/openapi.json` is the truth: asked by a machine that tries all of it, and by a client that was generated from it."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.api.problems import MEDIA_TYPE
from app.api.schemas import Problem
from app.main import create_app
from app.settings import Settings
from tests.serving import Service, service

KEY = "a-key-of-the-newsroom"
OURS = Path(sys.executable).parent
NOT_SCHEMA = ["410", "415", "416", "422"]
"""Refusals of what a schema cannot tell; `schemathesis_hooks.py` looks at their codes."""
CONFIG = f"""
suppress-health-check = ["all"]

[auth.openapi.key]
bearer = "{KEY}"

[generation]
deterministic = true
max-examples = 100
no-shrink = true

[checks]
not_a_server_error = {{ expected-statuses = ["2xx", "3xx", "4xx", "501", "502", "503"] }}
positive_data_acceptance = {{ expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "429", "5xx", {
    ", ".join(f'"{status}"' for status in NOT_SCHEMA)
}] }}
"""


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return create_app(Settings.load()).openapi()


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def answers(schema: dict[str, Any], operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    shared = schema["components"]["responses"]
    for status, answer in operation["responses"].items():
        yield status, shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer


def test_every_refusal_is_a_problem_with_an_example_of_each_code(schema: dict[str, Any]) -> None:
    for method, path, operation in operations(schema):
        for status, answer in answers(schema, operation):
            if status < "400":
                assert MEDIA_TYPE not in answer.get("content", {})
                continue
            for code, example in answer["content"][MEDIA_TYPE]["examples"].items():
                told = Problem.model_validate(example["value"])
                assert (told.code, str(told.status)) == (code, status), f"{method} {path}"


def test_sound_is_binary_and_nothing_is_undescribed(schema: dict[str, Any]) -> None:
    for method, path, operation in operations(schema):
        for status, answer in answers(schema, operation):
            assert answer["description"] not in ("", "Additional Response"), f"{method} {path} {status}"
            for media_type, content in answer.get("content", {}).items():
                is_binary = content.get("schema") == {"type": "string", "format": "binary"}
                assert is_binary == media_type.startswith("audio/"), f"{method} {path} {media_type}"


@pytest.mark.slow
def test_exactly_the_operations_that_say_so_need_a_key(tmp_path: Path, schema: dict[str, Any]) -> None:
    body = {"text": "Good morning.", "input": "Good morning.", "spoken": "kwen"}
    with service(tmp_path, api_keys=(SecretStr(KEY),)) as here:
        for method, path, operation in operations(schema):
            if path.endswith("/events"):
                continue
            answer = here.client.request(method, path.replace("{number}", "0"), json=body if method != "GET" else None)
            assert (answer.status_code == 401) == ("security" in operation), f"{method} {path}"


@pytest.mark.slow
def test_nothing_that_the_schema_allows_or_forbids_surprises_us(tmp_path: Path) -> None:
    """All of schemathesis's checks, 100 examples for each operation, the same ones each time."""
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    hooks = {"SCHEMATHESIS_HOOKS": "tests.api.schemathesis_hooks", "NO_COLOR": "1"}
    keys: dict[str, Any] = {"api_keys": (SecretStr(KEY),), "webhook_secret": SecretStr(KEY)}
    with service(tmp_path, voice_repository=str(tmp_path), **keys) as here:  # no internet is asked
        told = subprocess.run(
            [str(OURS / "st"), "--config-file", "schemathesis.toml", "run", f"{here.client.base_url}/openapi.json"],
            cwd=tmp_path,
            env=os.environ | hooks | {"PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode == 0, told.stdout[-20_000:] + told.stderr


@pytest.mark.slow
def test_a_generated_client_makes_a_narration(tmp_path: Path, here: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "openapi.json").write_text(here.client.get("/openapi.json").text)
    # It knows one name of what is binary; ruff would only make the files pretty.
    (tmp_path / "config.json").write_text(
        json.dumps({"content_type_overrides": {"audio/mpeg": "application/octet-stream"}, "post_hooks": []})
    )
    asked = "generate --meta none --path openapi.json --config config.json --output-path announcer_client".split()
    subprocess.run([str(OURS / "openapi-python-client"), *asked], cwd=tmp_path, check=True, capture_output=True)
    monkeypatch.syspath_prepend(tmp_path)

    def part(name: str) -> Any:
        return importlib.import_module(f"announcer_client.{name}")

    models = part("models")
    with part("client").Client(base_url=str(here.client.base_url)) as client:
        wish = models.NarrateRequest(text="Good morning. It rained.", title="Rain", language="en")
        view = part("api.narrations.narrations_narrate").sync(client=client, body=wish, prefer="wait=20")
        assert (view.status, view.title) == (models.Status.READY, "Rain")
        timeline = part("api.narrations.narrations_timeline")
        assert timeline.sync(view.id, client=client).duration_ms == round(view.duration_s * 1000)
        audio = part("api.narrations.narrations_audio").sync(view.id, client=client)
        assert audio.payload.read(3) == b"ID3"
        unknown = part("api.narrations.narrations_view").sync("a" * 26, client=client)
        assert unknown.code == "unknown-narration"
