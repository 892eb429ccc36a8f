"""`python -m tests.cluster.object_server`: moto's object store on a free port, until its standard input ends.

moto looks whether an object is there and writes it in two steps; here one request at a time does both.
"""

import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Without a line for each request, and with answers that wait for no acknowledgement."""

    disable_nagle_algorithm = True
    protocol_version = "HTTP/1.1"

    def log_request(self, *_args: Any, **_facts: Any) -> None:
        """Say nothing."""


class OneAtATime:
    """A WSGI application that is asked one thing at a time."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self._alone = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        with self._alone:
            return list(self._app(environ, start_response))


def main() -> None:
    """Serve, tell the port, and stop with whoever started this."""
    app = OneAtATime(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
