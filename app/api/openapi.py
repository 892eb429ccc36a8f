"""What `/openapi.json` says beyond the routes' own types: refusals by their class, answers that are no JSON.

A route declares `responses=refuses(UnknownNarrationError) | gives("audio/mpeg", "The sound.")`. What every address may
answer (a body too large, a foreign page, a key that is missing) is added here, once.
"""

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app import errors
from app.api.problems import MEDIA_TYPE, OPENAI_PREFIX, body_of, openai_error
from app.api.schemas import OpenAIProblem, Problem
from app.errors import (
    AddressRefusedError,
    AnnouncerError,
    BodyTooLargeError,
    BusyError,
    DocumentTooLargeError,
    EmptyArticleError,
    FetchError,
    ForbiddenError,
    HostNotAllowedError,
    HostRefusedError,
    InvalidLexiconError,
    InvalidMarkupError,
    InvalidRequestError,
    InvalidSettingError,
    MalformedRequestError,
    NoArticleError,
    NoVoiceForLanguageError,
    OriginRefusedError,
    QuotaExceededError,
    RangeNotSatisfiableError,
    RefusedByRobotsError,
    RequestTimeoutError,
    RetractedError,
    ShuttingDownError,
    StoreError,
    StoreFullError,
    SynthesisError,
    TooManyLinesError,
    TooManyRequestsError,
    UnauthorizedError,
    UnknownNarrationError,
    UnknownVoiceError,
    UnspeakableError,
    UnsupportedMediaError,
    VoiceUnavailableError,
)

Responses = dict[int | str, dict[str, Any]]

ALWAYS = (RequestTimeoutError, BodyTooLargeError, HostRefusedError, AnnouncerError, StoreError, BusyError)
FINDING = (UnknownNarrationError, RetractedError)
"""A narration by its id."""
READING = (
    EmptyArticleError,
    UnspeakableError,
    TooManyLinesError,
    InvalidMarkupError,
    InvalidLexiconError,
    InvalidSettingError,
    AddressRefusedError,
    RefusedByRobotsError,
    DocumentTooLargeError,
    NoArticleError,
    FetchError,
)
"""An article, as text or from an address."""
RENDERING = (SynthesisError, VoiceUnavailableError, ShuttingDownError, StoreFullError, UnsupportedMediaError)
MAKING = (
    *RENDERING,
    UnknownVoiceError,
    NoVoiceForLanguageError,
    RetractedError,
    HostNotAllowedError,
    QuotaExceededError,
)
WRITING = ("post", "put", "delete")
TEMPORARY = frozenset({409, 429, 502, 503})
"""Statuses whose refusals time may heal."""

_REFUSED_BY = "x-refused-by"
_BINARY = {"type": "string", "format": "binary"}
_TEXT = {"type": "string"}
_EVENT = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
    "required": ["data"],
}
_REFERENCE = "#/components/{}/{}"


def refuses(*kinds: type[AnnouncerError]) -> Responses:
    """What an operation may be refused with."""
    by_status: Responses = {}
    for kind in kinds:
        by_status.setdefault(kind.status, {_REFUSED_BY: []})[_REFUSED_BY].append(kind.__name__)
    return by_status


def gives(media_type: str | Sequence[str], what: str, *, status: int = 200, headers: Sequence[str] = ()) -> Responses:
    """An answer that is not the route's own JSON, of one of these types: sound is binary, all else is text."""
    kinds = [media_type] if isinstance(media_type, str) else media_type
    return {status: _answer(what, headers) | {"content": {kind: _content(kind) for kind in kinds}}}


def made(view: type[BaseModel], *headers: str, sound: bool = False) -> Responses:
    """A view at once, or while it is made; `sound` may be asked for in its place."""
    ready = _answer("Ready.", headers) | ({"content": {"audio/mpeg": {"schema": _BINARY}}} if sound else {})
    return {200: ready, 202: _answer("It is being made.", headers) | {"model": view}}


def empty(status: int, what: str, headers: Sequence[str] = ()) -> Responses:
    """An answer without content."""
    return {status: _answer(what, headers)}


def operation_id(route: APIRoute) -> str:
    """How generated clients call an operation: `narrations_audio`."""
    return "_".join([*map(str, route.tags[:1]), route.name])


def declare(app: FastAPI) -> None:
    """Let `/openapi.json` be what the routes declare and what holds for all of them."""

    def schema() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(get_openapi(title=app.title, version=app.version, routes=app.routes))
        return app.openapi_schema

    app.openapi = schema  # type: ignore[method-assign]  # as FastAPI's documentation has it


def _completed(schema: dict[str, Any]) -> dict[str, Any]:
    known = schema["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        known.pop(name, None)
    for model in (Problem, OpenAIProblem):
        found = model.model_json_schema(ref_template=_REFERENCE.format("schemas", "{model}"))
        known |= found.pop("$defs", {}) | {model.__name__: found}
    shared = schema["components"]["responses"] = {}
    for path, operations in schema["paths"].items():
        model = OpenAIProblem if path.startswith(OPENAI_PREFIX) else Problem
        for method, operation in operations.items():
            kinds = dict.fromkeys((*_declared(operation["responses"]), *_general(method, operation)))
            answers = operation["responses"]
            for status, refusal in _refusals(kinds, model).items():
                own = answers.get(status, {})
                if own.get("content"):  # a report that something is not well
                    answers[status] = own | {"content": own["content"] | refusal["content"]}
                    continue
                name = "-".join([model.__name__, *refusal["content"][MEDIA_TYPE]["examples"]])
                shared[name] = refusal
                answers[status] = {"$ref": _REFERENCE.format("responses", name)}
            operation["responses"] = dict(sorted(answers.items()))
    return schema


def _declared(responses: dict[str, Any]) -> Iterator[type[AnnouncerError]]:
    """The kinds of the refusals that a route declares, which are taken out."""
    for status in [status for status, answer in responses.items() if _REFUSED_BY in answer]:
        yield from (getattr(errors, name) for name in responses.pop(status)[_REFUSED_BY])
    responses.pop(str(InvalidRequestError.status), None)  # as FastAPI would have it


def _general(method: str, operation: dict[str, Any]) -> Iterator[type[AnnouncerError]]:
    yield from ALWAYS
    if method in WRITING:
        yield OriginRefusedError
        yield StoreFullError
    if operation.get("security"):
        yield from (UnauthorizedError, ForbiddenError, TooManyRequestsError)
    if operation.get("parameters") or "requestBody" in operation:
        yield InvalidRequestError
    if "requestBody" in operation:
        yield MalformedRequestError


def _refusals(kinds: Iterable[type[AnnouncerError]], model: type[Problem]) -> dict[str, dict[str, Any]]:
    """The answer for each status."""
    by_status: dict[int, list[type[AnnouncerError]]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind)
    return {str(status): _refusal(status, group, model) for status, group in by_status.items()}


def _refusal(status: int, kinds: Sequence[type[AnnouncerError]], model: type[Problem]) -> dict[str, Any]:
    names = ["Retry-After"] if status in TEMPORARY else []
    names += ["WWW-Authenticate"] if UnauthorizedError in kinds else []
    names += ["Content-Range"] if RangeNotSatisfiableError in kinds else []
    examples = {kind.code: {"value": _example(kind, model)} for kind in sorted(kinds, key=lambda kind: kind.code)}
    schema = {"$ref": _REFERENCE.format("schemas", model.__name__)}
    what = "; ".join(f"`{kind.code}`: {_first_line(kind)}" for kind in kinds)
    return _answer(what, names) | {"content": {MEDIA_TYPE: {"schema": schema, "examples": examples}}}


def _first_line(kind: type[AnnouncerError]) -> str:
    return re.split(r"[.;\n]", inspect.getdoc(kind) or kind.title)[0] if kind is not AnnouncerError else kind.title


def _example(kind: type[AnnouncerError], model: type[Problem]) -> dict[str, Any]:
    error = kind.__new__(kind)  # some want more than a detail, which the body does not show
    error.detail, error.retry_after_s = f"{_first_line(kind)}.", None
    return body_of(error) | ({"error": openai_error(error)} if model is OpenAIProblem else {})


def _content(media_type: str) -> dict[str, Any]:
    if media_type == "text/event-stream":
        return {"itemSchema": _EVENT}  # OpenAPI 3.2, and what FastAPI gives in 3.1
    return {"schema": _BINARY if media_type.startswith("audio/") else _TEXT}


def _answer(what: str, headers: Sequence[str]) -> dict[str, Any]:
    told = {name: {"schema": {"type": "string"}} for name in headers}
    return {"description": what} | ({"headers": told} if told else {})
