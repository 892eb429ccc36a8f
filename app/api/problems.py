"""Every refusal as RFC 9457 problem+json with a stable `code`."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from app.errors import (
    AnnouncerError,
    InvalidRequestError,
    MalformedRequestError,
    NotFoundError,
    RangeNotSatisfiableError,
    UnauthorizedError,
)
from app.forms import said

LOG = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
SHOWN_FAULTS = 10
OPENAI_PREFIX = "/v1/"
NO_OBJECT = {
    "missing": "There is no body: send a JSON object.",
    "model_attributes_type": "The body is no JSON object.",
    "model_type": "The body is no JSON object.",
}
"""Of the whole body, by pydantic's type of the fault."""


def body_of(error: AnnouncerError) -> dict[str, Any]:
    """The members of the problem."""
    return {
        "type": "about:blank",
        "status": error.status,
        "code": error.code,
        "title": error.title,
        "detail": error.detail,
    }


def openai_error(error: AnnouncerError, param: str | None = None) -> dict[str, Any]:
    """The same as OpenAI's clients look for it, as the member "error"."""
    kind = "server_error" if error.status >= 500 else "invalid_request_error"
    return {"message": error.detail, "type": kind, "code": error.code, "param": param}


def problem(
    error: AnnouncerError, headers: Mapping[str, str] | None = None, *, more_members: Mapping[str, Any] | None = None
) -> JSONResponse:
    """The response for an error, with the headers its kind calls for."""
    # An unexpected error is answered outside of every middleware, so this is said here too.
    more = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(headers or {})}
    if error.retry_after_s is not None:
        more["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, UnauthorizedError):
        more["WWW-Authenticate"] = "Bearer"
    if isinstance(error, RangeNotSatisfiableError):
        more["Content-Range"] = f"bytes */{error.size_bytes}"
    return JSONResponse({**body_of(error), **(more_members or {})}, error.status, more, MEDIA_TYPE)


def install(app: FastAPI, routes: Sequence[Route]) -> None:
    """Let every error of the app leave as a problem; a wrong method is told those that `routes` know."""
    app.state.routes = routes

    @app.exception_handler(AnnouncerError)
    async def announcer_error(request: Request, error: AnnouncerError) -> Response:
        return _told(request, error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return _told(request, _from_validation(error), _member(error))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = _methods(request) or headers.get("Allow", "")
        answer = _told(request, _from_http(error, headers), headers=headers)
        answer.status_code = error.status_code
        return answer

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return _told(request, AnnouncerError("An unexpected error; the server's log has the details."))


def _told(
    request: Request, error: AnnouncerError, param: str | None = None, *, headers: Mapping[str, str] | None = None
) -> Response:
    theirs = request.url.path.removeprefix(request.scope.get("root_path", "")).startswith(OPENAI_PREFIX)
    return problem(error, headers, more_members={"error": openai_error(error, param)} if theirs else None)


def _methods(request: Request) -> str:
    """All that this address knows, whichever routes they belong to; those of a route that names it go before others."""
    routes = [route for route in request.app.state.routes if route.matches(request.scope)[0] is not Match.NONE]
    named = [route for route in routes if not route.param_convertors]
    found: set[str] = set().union(*(route.methods for route in named or routes))
    return ", ".join(sorted(found | ({"HEAD"} if "GET" in found else set())))


def _member(error: RequestValidationError) -> str | None:
    """The first member of the body that is wrong."""
    places = [str(place) for fault in error.errors() for place in fault["loc"][1:2] if fault["loc"][0] == "body"]
    return places[0][:40] if places else None


def _from_validation(error: RequestValidationError) -> InvalidRequestError:
    faults = error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return MalformedRequestError("The body is not valid JSON.")
    if whole := next((fault for fault in faults if fault["loc"] == ("body",) and fault["type"] in NO_OBJECT), None):
        if isinstance(error.body, bytes):
            return MalformedRequestError("The body is not sent as JSON: say Content-Type: application/json.")
        return InvalidRequestError(NO_OBJECT[whole["type"]])
    shown = "; ".join(_explained(fault) for fault in faults[:SHOWN_FAULTS])
    return InvalidRequestError(shown + (" …" if len(faults) > SHOWN_FAULTS else ""))


def _explained(fault: Mapping[str, Any]) -> str:
    """Where and what; never the input itself, which may be long, or secret."""
    places = [str(place)[:40] for place in fault["loc"] if place not in ("body", "query", "path")]
    where = ".".join(places).encode("ascii", "backslashreplace").decode()
    return f"{where}: {said(fault)}" if where else said(fault)


def _from_http(error: HTTPException, headers: Mapping[str, str]) -> AnnouncerError:
    if error.status_code == NotFoundError.status:
        return NotFoundError("There is nothing at this address.")
    found: AnnouncerError = MalformedRequestError(str(error.detail))
    if error.status_code == 405:
        found = _MethodNotAllowedError(f"This address does not know that method; it knows {headers['Allow']}.")
    return found


class _MethodNotAllowedError(AnnouncerError):
    status = 405
    code = "method-not-allowed"
    title = "Method not allowed"
