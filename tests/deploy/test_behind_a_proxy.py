"""The announcer behind a real nginx and a real Caddy, at a host of its own and below a path, with deploy/'s files."""

import contextlib
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.deploy.proxies import DEPLOY, HOME, caddy, free_port, needs, nginx, written
from tests.serving import PATIENCE_S, Gate, Service, service

KEY = "a-key-of-enough-characters"
AS = {"Authorization": f"Bearer {KEY}"}
LONG = "The vote was close. Nobody left before midnight."
pytestmark = pytest.mark.slow

Front = Callable[[Path, str, int, str], AbstractContextManager[None]]
"""A proxy: its folder, the announcer's address, its own port, and the public address."""


def host(folder: Path, announcer: str, port: int, public: str, *, more: str = "") -> AbstractContextManager[None]:
    """nginx with a host of its own, and its cache."""
    _, _, own = written(
        "nginx/announcer.conf",
        **{
            HOME.removeprefix("http://"): announcer.removeprefix("http://"),
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
            "audio.example.org;": "127.0.0.1;",
            "/var/cache/nginx/announcer": f"{folder}/cache",
        },
    ).partition("proxy_cache_path")
    own = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", "proxy_cache_path" + own, flags=re.DOTALL)
    return nginx(folder, re.sub(r"\n *ssl_\w+ [^;]+;", "", own) + more, public)


def path(folder: Path, announcer: str, port: int, public: str, *, more: str = "") -> AbstractContextManager[None]:
    """nginx below a path, which it leaves on."""
    own = written("nginx/announcer-path.conf", **{HOME + ";": announcer + ";"})
    server = f"listen 127.0.0.1:{port}; absolute_redirect off; {more} {own}"
    return nginx(folder, f"server {{ {server} }}", f"{public}/voices")


def stripped(folder: Path, announcer: str, port: int, public: str) -> AbstractContextManager[None]:
    """The same with a slash, which takes it off."""
    return path(folder, f"{announcer}/", port, public)


def unbuffered(folder: Path, announcer: str, port: int, public: str) -> AbstractContextManager[None]:
    """The same, and what comes is passed on at once."""
    return path(folder, announcer, port, public, more="proxy_buffering off; proxy_request_buffering off;")


def by_caddy(folder: Path, announcer: str, port: int, public: str) -> AbstractContextManager[None]:
    """Caddy with a host of its own."""
    names = {"127.0.0.1:8000": announcer.removeprefix("http://"), "audio.example.org {": f"http://127.0.0.1:{port} {{"}
    return caddy(folder, written("caddy/Caddyfile", **names), public)


def path_by_caddy(
    folder: Path, announcer: str, port: int, public: str, *, handle: str = "handle /audio/*"
) -> AbstractContextManager[None]:
    """Caddy below a path."""
    names = {
        "127.0.0.1:8000": announcer.removeprefix("http://"),
        "www.example.org {": f"http://127.0.0.1:{port} {{",
        "handle /audio/*": handle,
    }
    return caddy(folder, written("caddy/Caddyfile.path", **names), f"{public}/voices")


def stripped_by_caddy(folder: Path, announcer: str, port: int, public: str) -> AbstractContextManager[None]:
    """The same, which takes it off."""
    return path_by_caddy(folder, announcer, port, public, handle="handle_path /audio/*")


FRONTS: dict[str, tuple[Front, str]] = {
    "nginx, a host of its own, with a cache": (host, ""),
    "nginx, a path": (path, "/audio"),
    "nginx, a path taken off": (stripped, "/audio"),
    "nginx, a path, unbuffered": (unbuffered, "/audio"),
    "caddy, a host of its own": (by_caddy, ""),
    "caddy, a path": (path_by_caddy, "/audio"),
    "caddy, a path taken off": (stripped_by_caddy, "/audio"),
}


@dataclass
class Behind:
    """The service, and a client that only knows the proxy."""

    service: Service
    client: httpx2.Client
    public: str
    gate: Gate
    folder: Path

    def narrate(self, text: str = LONG, **more: str) -> dict[str, str]:
        answer = self.client.post(
            f"{self.public}/narrate", json={"text": text, **more}, headers={"Prefer": "wait=20", **AS}
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["location"] == f"{self.public}/narrations/{answer.json()['id']}"
        return dict(answer.json())


@contextlib.contextmanager
def behind(folder: Path, front: Front, prefix: str) -> Iterator[Behind]:
    port, gate = free_port(), Gate()
    public = f"http://127.0.0.1:{port}{prefix}"

    def hold_midnight(tokens: object) -> None:
        if "midnight" in str(tokens):
            gate(())

    with (
        service(folder, before=hold_midnight, public_url=public, api_keys=[KEY], demo=True) as here,
        front(folder / "proxy", str(here.client.base_url).rstrip("/"), port, public),
        httpx2.Client(timeout=PATIENCE_S, follow_redirects=True) as client,
    ):
        yield Behind(here, client, public, gate, folder)


@pytest.fixture(params=FRONTS)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Behind]:
    front, prefix = FRONTS[request.param]
    with behind(tmp_path, front, prefix) as running:
        yield running


def test_it_grows_is_played_searched_and_taken_back_through_a_proxy(there: Behind) -> None:
    grows_through(there)
    there.gate.open()
    view = there.narrate(article_id="2026-4711")
    there.service.until_kept("2026-4711")
    every_address_leads_somewhere(there, view)
    the_sound_is_searched(there, view["audio_url"])
    the_pages_lead_on(there, view)
    small_things_come_compressed(there)
    assert "content-encoding" not in there.client.get(view["audio_url"]).headers
    strangers_get_nothing(there)


def grows_through(there: Behind) -> None:
    """The first sentence is heard, and told, while the second is not spoken yet."""
    begun = there.client.post(f"{there.public}/narrate", json={"text": LONG}, headers=AS)
    assert begun.status_code == 202
    with there.client.stream("GET", begun.json()["audio_url"]) as answer:
        chunks = answer.iter_bytes()
        heard = next(chunks)
        assert heard[:3] == b"ID3"
        assert answer.headers["cache-control"] == "no-store"
        with there.client.stream("GET", begun.json()["events_url"]) as events:
            told = events.iter_lines()
            lines = next(line for line in told if line.startswith("data: ") and '"lines"' in line)
            assert [line["text"] for line in json.loads(lines[6:])["lines"]] == ["The vote was close."]
            there.gate.open()
            assert "event: ready" in list(told)
        heard += b"".join(chunks)
    assert len(heard) == len(there.client.get(begun.json()["audio_url"]).content)  # its chapters come last
    there.gate.shut()


def every_address_leads_somewhere(there: Behind, view: dict[str, str]) -> None:
    addresses = [value for name, value in view.items() if name.endswith("_url")]
    addresses += re.findall(r'src="([^"]+)"', view["embed_html"])
    addresses.append(f"{there.public}/articles/2026-4711/audio.mp3")
    assert len(addresses) == 10
    for address in addresses:
        assert address.startswith(f"{there.public}/")
        assert there.client.get(address).status_code == 200, address
        assert there.client.head(address).status_code == 200, address
    playlist = there.client.get(view["stream_url"]).text.splitlines()
    segments = [httpx2.URL(view["stream_url"]).join(line) for line in playlist if line.endswith(".mp3")]
    assert segments
    assert all(there.client.get(segment).status_code == 200 for segment in segments)
    feed = there.client.get(f"{there.public}/feeds/en.xml").text
    assert f'url="{view["audio_url"]}"' in feed
    oembed = there.client.get(f"{there.public}/oembed", params={"url": view["player_url"]}).json()
    assert view["player_url"] in oembed["html"]


def the_sound_is_searched(there: Behind, address: str) -> None:
    whole = there.client.get(address)
    part = there.client.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    again = there.client.get(address, headers={"If-None-Match": whole.headers["etag"]})
    assert again.status_code == 304
    assert there.client.get(address, headers={"Range": "bytes=99999999-"}).status_code == 416


def the_pages_lead_on(there: Behind, view: dict[str, str]) -> None:
    """Whatever our own pages name is there, however the page is reached."""
    for page in (
        "/",
        "/tr",
        "/?lang=tr&story=names",
        f"/player/{view['id']}",
        "/studio",
        "/studio/",
        "/studio/nightly",
    ):
        answer = there.client.get(f"{there.public}{page}")
        named = re.findall(r'(?:src|href)="([^"#]+)"', answer.text)
        assert len(named) > 2
        for name in named:
            address = answer.url.join(name.replace("&amp;", "&"))
            assert str(address).startswith(there.public), (page, name)
            assert there.client.get(address).status_code == 200, (page, name)
    if there.public.endswith("/audio"):
        assert there.client.get(there.public + "?lang=tr").url.path == "/audio/"


def small_things_come_compressed(there: Behind) -> None:
    for address in (f"{there.public}/feeds/en.xml", f"{there.public}/static/announcer.js"):
        answer = there.client.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip", address
        assert answer.text == there.client.get(address, headers={"Accept-Encoding": "identity"}).text


def strangers_get_nothing(there: Behind) -> None:
    """What somebody with a key was given is not what the proxy gives to the next."""
    for address in ("/lexicon/en", "/narrations", "/cache"):
        assert there.client.get(f"{there.public}{address}", headers=AS).status_code == 200
        assert there.client.get(f"{there.public}{address}").status_code == 401


def test_the_cache_keeps_what_lasts_and_forgets_what_is_taken_back(tmp_path: Path) -> None:
    with behind(tmp_path, host, "") as there:
        there.gate.open()
        view = there.narrate(article_id="2026-4711")
        there.service.until_kept("2026-4711")
        address, timeline = view["audio_url"], view["timeline_url"]
        assert [there.client.get(address).headers["x-cache"] for _ in range(2)] == ["MISS", "HIT"]
        part = there.client.get(address, headers={"Range": "bytes=7-9"})
        assert (part.status_code, part.headers["x-cache"], len(part.content)) == (206, "HIT", 3)
        assert [there.client.get(timeline).headers["x-cache"] for _ in range(2)] == ["MISS", "HIT"]
        assert there.client.head(address).headers["content-length"] == str(len(there.client.get(address).content))
        where = there.client.get(f"{there.public}/articles/2026-4711", follow_redirects=False).headers["location"]
        assert there.client.delete(f"{there.public}/articles/2026-4711", headers=AS).status_code == 204
        assert there.client.get(address).status_code == 200  # the cache does not know
        narration_id = where.rpartition("/")[2]
        purge = [str(DEPLOY / "nginx" / "purge.sh"), narration_id, str(tmp_path / "proxy" / "cache")]
        assert len(subprocess.check_output(purge, text=True).splitlines()) >= 3
        assert there.client.get(address).status_code == 410
        assert there.client.get(timeline).status_code == 410
        assert subprocess.run([*purge[:1], "../x"], check=False, capture_output=True).returncode == 2


def test_the_host_of_its_own_has_tls(tmp_path: Path) -> None:
    port, plain = free_port(), free_port()
    needs("openssl", "openssl")
    public = f"https://localhost:{port}"
    names = [
        "-subj",
        "/CN=localhost",
        "-keyout",
        str(tmp_path / "privkey.pem"),
        "-out",
        str(tmp_path / "fullchain.pem"),
    ]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names],
        check=True,
        capture_output=True,
    )
    with service(tmp_path, public_url=public, api_keys=[KEY]) as here:
        own = written(
            "nginx/announcer.conf",
            **{
                HOME.removeprefix("http://"): str(here.client.base_url).removeprefix("http://").rstrip("/"),
                "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
                "listen 80;": f"listen 127.0.0.1:{plain};",
                "audio.example.org;": "localhost;",
                "/etc/letsencrypt/live/audio.example.org": str(tmp_path),
                "/var/cache/nginx/announcer": f"{tmp_path}/kept",
            },
        )
        with nginx(tmp_path / "proxy", own, public), httpx2.Client(verify=False, timeout=PATIENCE_S) as client:
            begun = client.post(f"{public}/narrate", json={"text": LONG}, headers={"Prefer": "wait=20", **AS}).json()
            assert begun["audio_url"].startswith(public)
            assert client.get(begun["audio_url"]).status_code == 200
            moved = client.get(f"http://localhost:{plain}/voices")
            assert (moved.status_code, moved.headers["location"]) == (301, "https://localhost/voices")
