"""The client of objects against a real server, and a way to it that breaks."""

import http.client
import os
import threading
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

pytest.importorskip("obstore", reason="pip install 'announcer[cluster]'")

from app.errors import InvalidSettingError, StoreError, StoreFullError, StoreUnavailableError
from app.store.objects.client import ATTEMPTS, PART_BYTES, Objects
from app.store.objects.connect import connect
from app.store.objects.probe import AT_ONCE, probe
from app.store.objects.store import ObjectStore
from tests.cluster.nodes import until
from tests.cluster.objects import CREDENTIALS, FaultProxy, fault_proxy, new_bucket, objects_of
from tests.store.buckets import Bucket, objects_in
from tests.store.things import BODY, HEAD, publish

pytestmark = [pytest.mark.cluster, pytest.mark.faults]


@pytest.fixture
def way(object_address: str) -> Iterator[tuple[FaultProxy, str]]:
    with fault_proxy(object_address) as proxy:
        yield proxy


@pytest.fixture
def proxied(object_address: str, way: tuple[FaultProxy, str]) -> tuple[FaultProxy, Objects]:
    proxy, address = way
    return proxy, objects_of(address, new_bucket(object_address))


def test_a_server_that_keeps_the_promises_is_taken(object_address: str) -> None:
    objects = objects_of(object_address, new_bucket(object_address))
    probe(objects)
    assert list(objects.list("")) == []


class Overwriting(BaseHTTPRequestHandler):
    """Answers 200 and overwrites, whatever the condition: as `rclone serve s3` does."""

    kept: dict[str, bytes]
    protocol_version = "HTTP/1.1"

    def log_message(self, *_facts: Any) -> None:
        """Say nothing."""

    def _send(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{len(body)}"')
        self.send_header("Last-Modified", "Thu, 26 Nov 2026 10:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        self.kept[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._send(200)

    def do_GET(self) -> None:
        found = self.kept.get(self.path)
        self._send(404 if found is None else 200, found or b"")

    def do_DELETE(self) -> None:
        self.kept.pop(self.path, None)
        self._send(204)


def test_a_server_that_overwrites_is_refused_with_one_sentence_that_says_so() -> None:
    kept: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Server", (Overwriting,), {"kept": kept}))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        with mock.patch.dict(os.environ, CREDENTIALS), pytest.raises(InvalidSettingError) as refused:
            probe(objects_of(f"http://127.0.0.1:{server.server_port}", "bucket"))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert "ANNOUNCER_STORE" in refused.value.detail
    assert "overwrites an object that was to be created only if absent" in refused.value.detail
    assert kept == {}, "nothing of the probe stays"


@pytest.mark.parametrize("mode", ["create", "update"])
def test_a_server_that_looks_and_writes_in_two_steps_is_refused_too(mode: str) -> None:
    class TwoSteps(Bucket):
        """Right one after another, wrong all at once."""

        def __init__(self) -> None:
            super().__init__()
            self.at_once = threading.Barrier(AT_ONCE)

        def put(self, path: str, data: Any, *, mode: Any = "overwrite", **how: Any) -> Any:
            name = mode if isinstance(mode, str) else "update"
            if name == racy and b"0" <= bytes(data) < b"8":  # the probe's simultaneous ones
                self.at_once.wait(20)
                mode = "overwrite"
            return self.kept.put(path, data, mode=mode, **how)

    racy = mode
    with pytest.raises(InvalidSettingError) as refused:
        probe(objects_in(TwoSteps()))
    assert "at once" in refused.value.detail


def test_a_bucket_or_server_that_is_not_there_is_named(object_address: str) -> None:
    with mock.patch.dict(os.environ, CREDENTIALS):
        with pytest.raises(StoreError, match="no such bucket"):
            probe(objects_of(object_address, "never-made"))
        with pytest.raises(StoreUnavailableError, match=r"s3://b-b/site at http://127\.0\.0\.1:1 cannot be reached"):
            probe(objects_of("http://127.0.0.1:1", "b-b"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s3://", "write s3://bucket"),
        ("s3://UPPER/x", "write s3://bucket"),
        ("s3://b/../x", "write s3://bucket"),
        ("s3://bucket//x", "write s3://bucket"),
        ("gs://bucket", "write s3://bucket"),
    ],
)
def test_what_is_no_address_is_refused(address: str, said: str) -> None:
    with mock.patch.dict(os.environ, CREDENTIALS), pytest.raises(InvalidSettingError, match=said):
        connect(address, "http://127.0.0.1:1")


def test_without_credentials_it_says_which_are_wanted() -> None:
    with (
        mock.patch.dict(os.environ, dict.fromkeys(CREDENTIALS, "")),
        pytest.raises(InvalidSettingError, match="AWS_ACCESS_KEY_ID"),
    ):
        connect("s3://bucket", "http://127.0.0.1:1")


def test_what_stumbles_is_asked_again_and_what_is_full_or_refuses_is_not(
    proxied: tuple[FaultProxy, Objects],
) -> None:
    proxy, objects = proxied
    proxy.fail(status=500, times=ATTEMPTS - 1)
    objects.put("stumbles", b"1")
    assert proxy.count("PUT", "stumbles") == ATTEMPTS
    refusals: list[tuple[dict[str, Any], type[StoreError], str]] = [
        ({"status": 507}, StoreFullError, "is full"),
        ({"status": 403, "code": "QuotaExceeded"}, StoreFullError, "is full"),
        ({"status": 403, "code": "InvalidAccessKeyId"}, StoreError, "refuses our credentials"),
        ({"status": 403, "code": "RequestTimeTooSkewed"}, StoreError, "clock"),
        ({"status": 400, "code": "Odd"}, StoreError, r"answered 400 \(Odd\)"),
    ]
    for number, (kind, error, said) in enumerate(refusals):
        proxy.heal()
        proxy.fail(**kind)
        with pytest.raises(error, match=said):
            objects.put(f"refused-{number}", b"")
        assert proxy.count("PUT", f"refused-{number}") == 1
    proxy.heal()
    proxy.fail(status=503)
    with pytest.raises(StoreUnavailableError, match="answered 503") as down:
        objects.put("down", b"")
    assert down.value.retry_after_s
    assert proxy.count("PUT", "down") == ATTEMPTS


def test_an_answer_cut_in_its_middle_is_asked_for_again(proxied: tuple[FaultProxy, Objects]) -> None:
    proxy, objects = proxied
    data = os.urandom(100_000)
    etag = objects.put("x", data)
    proxy.fail(cut=True, times=2, method="GET")
    assert objects.get("x") == (data, etag)
    proxy.fail(cut=True, times=1, method="GET")
    assert objects.get_range("x", 1_000, 2_000) == data[1_000:2_000]
    assert proxy.count("GET") == 5


def test_a_create_whose_answer_was_lost_is_ours_and_one_of_somebody_else_is_not(
    proxied: tuple[FaultProxy, Objects],
) -> None:
    proxy, objects = proxied
    proxy.fail(lost=True, times=1, method="PUT")
    etag = objects.create("x", b"ours")
    assert etag is not None
    assert proxy.count("PUT") == 2
    proxy.fail(lost=True, times=1, method="PUT")
    assert objects.create("x", b"another's") is None
    assert objects.get("x") == (b"ours", etag)
    proxy.fail(lost=True, times=1, method="PUT")
    newer = objects.replace("x", b"ours, newer", etag)
    assert newer is not None
    assert objects.get("x") == (b"ours, newer", newer)
    assert objects.replace("x", b"too late", etag) is None


def test_a_store_that_does_not_answer_is_given_up(object_address: str, way: tuple[FaultProxy, str]) -> None:
    proxy, address = way
    bucket = new_bucket(object_address)
    objects = connect(f"s3://{bucket}", address, read_timeout=timedelta(seconds=0.2))
    held = proxy.fail(held=threading.Event(), method="GET")
    with pytest.raises(StoreUnavailableError, match="does not answer in time"):
        objects.get("x")
    assert held.met.is_set()
    proxy.heal()
    assert held.held
    held.held.set()
    until(lambda: is_back(objects))


def is_back(objects: Objects) -> bool:
    try:
        return objects.get("x") is None
    except StoreUnavailableError:
        return False


def test_what_is_large_goes_in_parts_and_a_part_that_stumbles_fails_nothing(
    tmp_path: Path, proxied: tuple[FaultProxy, Objects]
) -> None:
    proxy, objects = proxied
    file = tmp_path / "large"
    data = os.urandom(2 * PART_BYTES + 1_000)
    file.write_bytes(data)
    proxy.fail(status=500, times=1, method="PUT", path="partNumber=2")
    objects.put("large", file)
    found = objects.head("large")
    assert found is not None
    assert found.size == len(data)
    assert objects.get_range("large", PART_BYTES - 5, PART_BYTES + 5) == data[PART_BYTES - 5 : PART_BYTES + 5]


def test_more_than_a_page_is_listed_and_nothing_beside_the_folder(object_address: str) -> None:
    objects = objects_of(object_address, new_bucket(object_address))
    for number in range(3):
        objects.put(f"a/{number}", b"")
        objects.put(f"ab/{number}", b"")
    with mock.patch("app.store.objects.client.LISTED_AT_ONCE", 2):
        assert [found.path for found in objects.list("a")] == ["a/0", "a/1", "a/2"]
        assert [found.path for found in objects.list("a", "a/0")] == ["a/1", "a/2"]
        assert len(list(objects.list(""))) == 6
    objects.delete("a/0", "a/1", "never")
    assert [found.path for found in objects.list("a")] == ["a/2"]


def test_a_signed_address_gives_the_sound_and_its_ranges_to_anybody(tmp_path: Path, object_address: str) -> None:
    objects = objects_of(object_address, new_bucket(object_address))
    store = ObjectStore(objects, tmp_path, redirect_s=60)
    made = publish(store)
    address = store.audio_address(made.id)
    assert address is not None
    with urllib.request.urlopen(address) as whole:
        assert whole.headers["Content-Type"] == "audio/mpeg"
        assert whole.read() == HEAD + BODY
    asked = urllib.request.Request(address, headers={"Range": "bytes=5-9"})
    with urllib.request.urlopen(asked) as part:
        assert part.status == http.client.PARTIAL_CONTENT
        assert part.read() == (HEAD + BODY)[5:10]
    assert store.audio_address("a" * 26) is None
    assert ObjectStore(objects, tmp_path).audio_address(made.id) is None
    store.close()
