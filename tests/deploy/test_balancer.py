"""Two nodes behind the real nginx of a cluster: one goes, a busy one stays, and what was kept outlasts both."""

import contextlib
import itertools
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from tests.deploy.proxies import free_port, nginx, written
from tests.serving import PATIENCE_S, service, serving

pytestmark = pytest.mark.slow


def balancer(folder: Path, port: int, *nodes: str) -> AbstractContextManager[None]:
    """nginx in front of two nodes, with the cluster's file."""
    names = {f"node-{number}:8000": node.removeprefix("http://") for number, node in enumerate(nodes, 1)}
    own = written(
        "nginx/announcer-cluster.conf",
        **names,
        **{"listen 8080;": f"listen 127.0.0.1:{port};", "/var/cache/nginx/announcer": f"{folder}/cache"},
    )
    return nginx(folder, own, f"http://127.0.0.1:{port}")


class Node:
    """A node of three answers: its name, that it is busy, and what may be kept; counts what it is asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked = 0
        self.app = Starlette()
        self.app.add_route("/{path:path}", self._answer, methods=["GET", "POST"])

    async def _answer(self, request: Request) -> Response:
        self.asked += 1
        if request.url.path == "/busy":
            return Response("busy", 503, {"Retry-After": "5"})
        kept = "public, max-age=1" if request.url.path == "/kept" else "no-store"
        return Response(self.name, headers={"Cache-Control": kept})


@contextlib.contextmanager
def running(node: Node) -> Iterator[str]:
    with serving(node.app) as address:
        yield address


def test_a_node_that_goes_is_not_noticed_and_a_busy_one_is_not_taken_for_gone(tmp_path: Path) -> None:
    one, other = Node("one"), Node("other")
    port = free_port()
    with contextlib.ExitStack() as stack, httpx2.Client(timeout=PATIENCE_S) as client:
        goes = stack.enter_context(contextlib.ExitStack())
        address = goes.enter_context(running(one))
        stack.enter_context(balancer(tmp_path / "nginx", port, address, stack.enter_context(running(other))))
        here = f"http://127.0.0.1:{port}"
        assert {client.get(f"{here}/").text for _ in range(10)} == {"one", "other"}
        for answer in (client.get(f"{here}/busy") for _ in range(6)):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert {client.get(f"{here}/").text for _ in range(10)} == {"one", "other"}
        assert client.get(f"{here}/metrics").status_code == 404
        goes.close()
        assert {client.get(f"{here}/").text for _ in range(10)} == {"other"}
        assert client.post(f"{here}/narrate").text == "other"


def test_what_was_heard_is_heard_while_no_node_answers(tmp_path: Path) -> None:
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    with contextlib.ExitStack() as stack, httpx2.Client(base_url=here, timeout=PATIENCE_S) as client:
        nodes = stack.enter_context(contextlib.ExitStack())
        first = nodes.enter_context(service(tmp_path, public_url=here))
        second = nodes.enter_context(service(tmp_path, public_url=here))  # the same store, as two of one machine
        addresses = [str(node.client.base_url).rstrip("/") for node in (first, second)]
        stack.enter_context(balancer(tmp_path / "nginx", port, *addresses))
        view = client.post("/narrate", json={"text": "The vote was close."}, headers={"Prefer": "wait=20"}).json()
        bodies = {node.client.get(view["audio_url"].removeprefix(here)).content for node in (first, second)}
        bodies |= {client.get(view["audio_url"]).content for _ in itertools.repeat(None, 3)}
        assert len(bodies) == 1
        nodes.close()
        heard = client.get(view["audio_url"])
        assert (heard.status_code, heard.content) == (200, bodies.pop())
        assert client.get("/narrations").status_code == 502
