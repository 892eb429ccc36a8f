"""Tiny voices, and a voice repository on a local HTTP server that counts, cuts, refuses and lies as told."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

HELD_S = 60


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def tiny_model(weights: bytes = b"weights") -> bytes:
    """The outline of an ONNX file: ir_version 8, a graph of these bytes, one operator set."""
    return b"\x08\x08" + b"\x3a" + varint(len(weights)) + weights + b"\x42\x04\x0a\x00\x10\x11"


def tiny_config(locale: str = "tr_TR", quality: str = "medium", **more: Any) -> dict[str, Any]:
    return {
        "audio": {"sample_rate": 22050, "quality": quality},
        "espeak": {"voice": locale.partition("_")[0]},
        "language": {"code": locale, "family": locale.partition("_")[0]},
        "phoneme_id_map": {"_": [0]},
        **more,
    }


def put_voice(folder: Path, key: str, model: bytes | None = None, config: dict[str, Any] | str | None = None) -> Path:
    """Lay a voice's two files into a folder, its locale and quality taken from its name."""
    folder.mkdir(parents=True, exist_ok=True)
    locale, _, quality = key.split("-")
    config = tiny_config(locale, quality) if config is None else config
    path = folder / f"{key}.onnx"
    path.write_bytes(tiny_model(key.encode()) if model is None else model)
    (folder / f"{key}.onnx.json").write_text(config if isinstance(config, str) else json.dumps(config))
    return path


@dataclass
class Offer:
    """A voice repository's content, by path."""

    files: dict[str, bytes] = field(default_factory=dict)
    index: dict[str, Any] = field(default_factory=dict)

    def add(self, key: str, model: bytes | None = None, card: bytes = b"License: see URL") -> "Offer":
        locale, name, quality = key.split("-")
        folder = f"{locale[:2]}/{locale}/{name}/{quality}"
        content = {
            f"{folder}/{key}.onnx": tiny_model(key.encode()) if model is None else model,
            f"{folder}/{key}.onnx.json": json.dumps(tiny_config(locale, quality)).encode(),
            f"{folder}/MODEL_CARD": card,
        }
        self.files |= content
        self.index[key] = {"key": key, "files": {path: promise(body) for path, body in content.items()}}
        return self

    def path(self, key: str, ending: str = ".onnx") -> str:
        return str(next(path for path in self.index[key]["files"] if path.endswith(ending)))

    def served(self) -> dict[str, bytes]:
        return {"voices.json": json.dumps(self.index).encode(), **self.files}

    def lay_out(self, folder: Path) -> Path:
        for path, body in self.served().items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body)
        return folder


def promise(body: bytes) -> dict[str, Any]:
    return {"size_bytes": len(body), "md5_digest": hashlib.md5(body).hexdigest()}


class VoiceServer(ThreadingHTTPServer):
    """Serves an Offer; what it should do wrong is set on it."""

    daemon_threads = False

    def __init__(self, offer: Offer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.offer = offer
        self.asked: list[tuple[str, str]] = []
        """Each request's path and Range header; of one for the head alone "HEAD"."""
        self.knows_ranges = True
        self.cuts: dict[str, list[int]] = {}
        """By path: after how many bytes the next answers break off."""
        self.statuses: dict[str, list[int]] = {}
        """By path: what the next answers' status is instead."""
        self.bodies: dict[str, bytes] = {}
        """By path: what is sent instead of the offered file."""
        self.held: dict[str, threading.Event] = {}
        """By path: sent is half of what is to come, the rest when it is set."""
        self.headers_instead: dict[str, dict[str, str]] = {}
        """By path: headers that replace the right ones."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def asked_for(self, ending: str) -> list[str]:
        """The Range headers of the requests for that file."""
        return [given for path, given in self.asked if path.endswith(ending)]


@contextmanager
def serving(offer: Offer) -> Iterator[VoiceServer]:
    with VoiceServer(offer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            for held in server.held.values():
                held.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: VoiceServer

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(self.path.lstrip("/"))
        given = self.headers.get("Range", "")
        self.server.asked.append((path, given or "HEAD" * (self.command == "HEAD")))
        if waiting := self.server.statuses.get(path):
            self._answer(waiting.pop(0), {"Location": "/elsewhere", "Content-Length": "0"}, b"")
            return
        body = self.server.bodies.get(path, self.server.offer.served().get(path))
        if body is None:
            self._answer(404, {"Content-Length": "0"}, b"")
            return
        start = int(given.removeprefix("bytes=").rstrip("-")) if given and self.server.knows_ranges else 0
        if start >= len(body) > 0:
            self._answer(416, {"Content-Length": "0"}, b"")
            return
        headers = {"Content-Length": str(len(body) - start)}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        cut = self.server.cuts[path].pop(0) if self.server.cuts.get(path) else len(body)
        headers |= self.server.headers_instead.get(path, {})
        if path in self.server.held:
            self._answer(206 if start else 200, headers, body[start:][: (len(body) - start) // 2])
            self.server.held[path].wait(HELD_S)
            start += (len(body) - start) // 2
            with suppress(ConnectionError):
                self.wfile.write(body[start:])
            return
        self._answer(206 if start else 200, headers, body[start:][:cut])

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        with suppress(ConnectionError):  # a client that has seen enough hangs up
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass
