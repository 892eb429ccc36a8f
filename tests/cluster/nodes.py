"""Two nodes of one cluster, in this process or in their own, over one object store on loopback."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cluster.objects import FaultProxy, fault_proxy, new_bucket
from tests.serving import PATIENCE_S, Before, Service, service
from tests.voices.offer import put_voice

LEASE_S = 1.0
"""How long tests let a node show no life, so that they need not wait for longer."""


@dataclass
class Shared:
    """A prefix of a bucket, behind a proxy that can break it."""

    folder: Path
    proxy: FaultProxy
    address: str
    endpoint: str

    @property
    def settings(self) -> dict[str, Any]:
        """What joins a node to it."""
        return {"store": self.address, "store_endpoint": self.endpoint}

    @contextlib.contextmanager
    def node(self, name: str, before: Before | None = None, **settings: Any) -> Iterator[Service]:
        """A node with tones for voices and a cache folder of its own."""
        for key in ("en_US-tone-medium", "tr_TR-tone-medium"):
            if not (self.folder / "voices" / f"{key}.onnx").exists():
                put_voice(self.folder / "voices", key)
        with service(
            self.folder / name, before=before, voices_dir=self.folder / "voices", **self.settings, **settings
        ) as here:
            here.announcer.parts.shelf._lease_s = LEASE_S  # type: ignore[attr-defined]
            yield here


@contextlib.contextmanager
def shared(folder: Path, server: str) -> Iterator[Shared]:
    """A bucket of its own on the server."""
    bucket = new_bucket(server)
    with fault_proxy(server) as (proxy, endpoint):
        yield Shared(folder, proxy, f"s3://{bucket}/site", endpoint)


def until(happened: Callable[[], Any], patience_s: float = 3 * PATIENCE_S) -> Any:
    """What it gives once that is anything."""
    give_up = time.monotonic() + patience_s
    while not (found := happened()):
        assert time.monotonic() < give_up
        time.sleep(0.05)
    return found
