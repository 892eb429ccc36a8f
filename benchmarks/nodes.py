"""The first byte on a node of a cluster and on a machine of its own: `python -m benchmarks.nodes [--rounds N]`.

Both run side by side on this machine, with the stand-in for a medium voice, and take turns with cold articles; the node
keeps everything in an object store and PostgreSQL on loopback. Medians are printed.
"""

import argparse
import shutil
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from app.speech.graph.cache import GraphCache
from app.speech.loading import prepare
from app.speech.piper.make import read_voice
from benchmarks.render import sample_text, voices_folder
from benchmarks.speech import first_byte_seconds, served
from tests.cluster.objects import new_bucket, object_server
from tests.cluster.postgres import postgres

ROUNDS = 15
WARM = 2


def measure(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds until the first byte of each cold article."""
    voices = voices_folder(folder, "bench-medium")
    graphs = folder / "graphs"
    prepare(read_voice(next(voices.glob("*.onnx"))), GraphCache(graphs))
    found: dict[str, list[float]] = {"alone": [], "node": []}
    with ExitStack() as stack:
        endpoint = stack.enter_context(object_server())
        database = stack.enter_context(postgres()).address()
        shared = {
            "store": f"s3://{new_bucket(endpoint)}/site",
            "store_endpoint": endpoint,
            "database": database,
        }
        clients = {}
        for name, more in (("alone", {}), ("node", shared)):
            shutil.copytree(graphs, folder / name / "cache" / "graphs")
            clients[name], _ = stack.enter_context(served(folder / name, voices, **more))
        for number in range(-WARM, rounds):
            for name, client in clients.items():
                cold = sample_text(100).replace(".", f" {name} {number}.")
                seconds = first_byte_seconds(client, cold)
                if number >= 0:
                    found[name].append(seconds)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), parser.parse_args().rounds)
    alone, node = (statistics.median(found[name]) for name in ("alone", "node"))
    print(f"first byte alone {alone * 1000:.0f} ms, on a node {node * 1000:.0f} ms: {node / alone:.2f} times")


if __name__ == "__main__":
    main()
