"""Who speaks a Line, where two nodes want the same: whoever claims its name in the broker first.

A claim goes with its worker: in RabbitMQ it is an exclusive queue, which ends with the connection that declared it; in
Redis a key that expires. It spares work and decides nothing: without it a Line is spoken twice, and kept once.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.workers.queue.broker import faults, reason

if TYPE_CHECKING:
    from celery import Celery
    from kombu import Connection

PREFIX = "announcer.claim."
EXPIRES_S = 60
"""Of a claim in Redis; nobody waits for one as long as that (speaking.py)."""

LOG = logging.getLogger(__name__)


class Claims:
    """Those of this process, over a connection of its own. Thread-safe."""

    def __init__(self, app: "Celery") -> None:
        self._app = app
        self._lock = threading.Lock()
        self._held: set[str] = set()
        self._mine = secrets.token_hex(8)
        self._connection: Connection | None = None
        self._channel: Any = None

    def take(self, name: str) -> bool:
        """Whether nobody else has it; then this one does, until `release`. Where the broker is gone, everybody has."""
        with self._lock:
            if name in self._held:
                return False
            if not self._asked(self._take, name):
                return False
            self._held.add(name)
            return True

    def release(self, name: str) -> None:
        """Let others have it."""
        with self._lock:
            if name in self._held:
                self._held.discard(name)
                self._asked(self._release, name)

    def close(self) -> None:
        """Let go of all."""
        with self._lock:
            self._drop()

    def _asked(self, ask: Callable[[Any, str], bool], name: str) -> bool:
        """True where the broker cannot be asked."""
        connection = self._connection
        try:
            if connection is None or not connection.connected:
                self._drop()
                connection = self._connection = self._app.connection_for_write()
                connection.connect()
            if self._channel is None:
                self._channel = connection.channel()
            return ask(self._channel, PREFIX + name)
        except faults(connection or self._app.connection_for_write()) as error:
            LOG.warning("a claim cannot be made, for the broker %s", reason(error))
            self._drop()
            return True

    def _drop(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            try:
                connection.close()
            except faults(connection):
                LOG.debug("the connection of the claims was gone already")

    def _take(self, channel: Any, name: str) -> bool:
        if redis := getattr(channel, "client", None):
            return bool(redis.set(name, self._mine, nx=True, ex=EXPIRES_S))
        from amqp.exceptions import ResourceLocked  # noqa: PLC0415 - of the extra

        try:
            channel.queue_declare(name, exclusive=True, durable=False, auto_delete=False)
        except ResourceLocked:
            self._channel = None  # the refusal closed it
            return False
        return True

    def _release(self, channel: Any, name: str) -> bool:
        redis = getattr(channel, "client", None)
        if redis is None:
            channel.queue_delete(name)
        elif redis.get(name) == self._mine.encode():
            redis.delete(name)
        return True
