"""A whole cluster of this machine: `announcer serve` and `announcer worker` over a broker, a database and a store."""

import contextlib
import functools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import httpx2

from tests.cluster import noted
from tests.cluster.broker import Broker, rabbitmq
from tests.cluster.nodes import until
from tests.cluster.objects import FaultProxy, fault_proxy, new_bucket, object_server
from tests.cluster.postgres import postgres
from tests.process import ROOT, Served, served
from tests.serving import ENGLISH, PATIENCE_S
from tests.voices.offer import put_voice

SPEAKERS = 2
"""Of each node, for first Lines."""


class Whole:
    """What is begun here ends with the block."""

    def __init__(
        self,
        folder: Path,
        *,
        broker: Broker,
        database: str,
        proxy: FaultProxy,
        store: str,
        endpoint: str,
        **settings: Any,
    ) -> None:
        self.folder = folder
        self.broker = broker
        self.proxy = proxy
        self.notes = noted.Notes(folder / "noted")
        self.nodes: list[Served] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self._stack = contextlib.ExitStack()
        self._shared = {"store": store, "broker": broker.address, "workers": SPEAKERS, "grace_s": 5, **settings}
        self._of_nodes = {
            "store_endpoint": endpoint,
            "database": database,
            "voices_dir": folder / "voices",
            "default_voices": f"en={ENGLISH}",
        }
        put_voice(folder / "voices", ENGLISH)

    def node(self) -> Served:
        """One more, ready."""
        home = self.folder / f"node-{len(self.nodes)}"
        home.mkdir()
        node = self._stack.enter_context(served(home, before=noted.FIRST, **self._shared, **self._of_nodes))
        self.nodes.append(node)
        return node

    def worker(self, queue: str = "live", slots: int = 1) -> "subprocess.Popen[bytes]":
        """One more; nodes hear of it a moment later. Its voices come from the store."""
        home = self.folder / f"worker-{len(self.workers)}"
        home.mkdir()
        direct = f"http://{self.proxy.server}"  # what cuts a node off cuts off no worker
        settings = {**self._shared, "store_endpoint": direct, "workers": slots, "cache_dir": home / "cache"}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANNOUNCER_")}
        environment |= {f"ANNOUNCER_{name.upper()}": str(value) for name, value in settings.items()}
        program = f"{noted.FIRST}\nfrom app.cli import main; main()"
        with (home / "log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", program, "worker", "--queue", queue],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env=environment,
            )
        self._stack.callback(_end, worker)
        self.workers.append(worker)
        return worker

    def until_heard(self, *nodes: Served, slots: int) -> None:
        """Until these nodes know of so many places for listeners' Lines."""
        told = f'announcer_queue_slots{{queue="announcer.live"}} {slots}.0'
        for node in nodes:
            until(functools.partial(_says, node, told))

    def logs(self) -> str:
        """Everybody's."""
        return "\n".join(f"{path}\n{path.read_text()[-3000:]}" for path in self.folder.glob("*/log"))

    def close(self) -> None:
        """End all."""
        self._stack.close()


def _says(node: Served, told: str) -> bool:
    return told in node.client.get("/metrics").text


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGCONT)
    process.kill()
    process.wait()


@contextlib.contextmanager
def whole(folder: Path, *, nodes: int = 2, workers: int = 3, rests: float = 0.0, **settings: Any) -> Iterator[Whole]:
    """Of so many nodes, and so many workers for listeners and one for the night, all of them ready."""
    told = {"NOTED": str(folder / "noted"), "RESTS": str(rests), "PYTHONPATH": str(ROOT)}
    (folder / "broker").mkdir()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(object_server())
        proxy, endpoint = stack.enter_context(fault_proxy(server))
        database = stack.enter_context(postgres()).address()
        broker = stack.enter_context(rabbitmq(folder / "broker"))
        stack.enter_context(mock.patch.dict(os.environ, told))
        store = f"s3://{new_bucket(server)}/site"
        running = Whole(
            folder, broker=broker, database=database, proxy=proxy, store=store, endpoint=endpoint, **settings
        )
        stack.callback(running.close)
        for _ in range(workers):
            running.worker()
        running.worker("batch")
        for _ in range(nodes):
            running.node()
        running.until_heard(*running.nodes, slots=workers)
        yield running


def ready(node: Served, text: str, **more: Any) -> dict[str, Any]:
    """The view of an article once it is ready; who is told to come later does."""
    give_up = httpx2.Client(base_url=node.client.base_url, timeout=3 * PATIENCE_S)
    with give_up as client:
        view = until(lambda: _ready(client, text, more))
    return dict(view)


def _ready(client: httpx2.Client, text: str, more: dict[str, Any]) -> dict[str, Any] | None:
    answer = client.post("/narrate", json={"text": text, **more}, headers={"Prefer": "wait=20"})
    assert answer.status_code in (200, 202, 503), answer.text
    assert answer.status_code != 503 or answer.headers["retry-after"]
    view = answer.json()
    return view if answer.status_code == 200 and view["status"] == "ready" else None
