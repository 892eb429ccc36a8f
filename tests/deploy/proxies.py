"""A real nginx or Caddy in front of the service, with the files of deploy/ but for addresses and folders."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.serving import PATIENCE_S

DEPLOY = Path(__file__).parents[2] / "deploy"
HOME = "http://127.0.0.1:8000"
"""Where the files look for the announcer."""

NGINX = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{}}
http {{
    types {{ text/html html; }}
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {inside}
}}
"""


def needs(program: str, package: str) -> str:
    """Where the program is; the test is skipped where it is not installed."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip(f"{program} is not installed: apt-get install {package}")
    return found


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def written(path: str, **instead: str) -> str:
    """A file of deploy/ with other addresses; every one of `instead` must stand in it."""
    text = (DEPLOY / path).read_text()
    for old, new in instead.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextlib.contextmanager
def nginx(folder: Path, inside: str, address: str) -> Iterator[None]:
    """nginx with `inside` as its http { }, until it answers at the address."""
    program = needs("nginx", "nginx-light")
    folder.mkdir(exist_ok=True)
    (folder / "announcer-proxy.conf").write_text(written("nginx/announcer-proxy.conf"))
    inside = inside.replace("/etc/nginx/snippets/", f"{folder}/")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, inside=inside, user=user))
    command = [program, "-p", str(folder), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
    with _running(command, address, folder / "error.log"):
        yield


@contextlib.contextmanager
def caddy(folder: Path, caddyfile: str, address: str) -> Iterator[None]:
    """Caddy with that file, without certificates and without its own door, until it answers at the address."""
    program = needs("caddy", "caddy")
    folder.mkdir(exist_ok=True)
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + caddyfile)
    command = [program, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with _running(command, address, folder / "log", {"HOME": str(folder), "XDG_DATA_HOME": str(folder)}):
        yield


@contextlib.contextmanager
def _running(command: list[str], address: str, log: Path, environment: dict[str, str] | None = None) -> Iterator[None]:
    with (log.parent / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
    try:
        give_up = time.monotonic() + PATIENCE_S
        while not _answers(address):
            told = f"{(log.parent / 'said').read_text()}{log.read_text() if log.exists() else ''}"
            assert process.poll() is None, told
            assert time.monotonic() < give_up, told
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _answers(address: str) -> bool:
    try:
        httpx2.get(address, verify=False, timeout=PATIENCE_S)
    except httpx2.TransportError:
        return False
    return True
