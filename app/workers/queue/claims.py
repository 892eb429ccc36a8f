"""Who speaks a Line, where two nodes want the same: whoever claims its name in the broker first.

A claim goes with its worker: in RabbitMQ it is an exclusive queue, which ends with the connection that declared it; in
Redis a key that expires. It spares work and decides nothing: without it a Line is spoken twice, and kept once.
"""

import logging
import secrets
import threading
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

    def beat(self) -> None:
        """Keep the connection alive; call it every second or so."""
        with self._lock:
            if self._connection is not None:
                self._asked(lambda connection, _: connection.heartbeat_check() is None, "")

    def close(self) -> None:
        """Let go of all."""
        with self._lock:
            self._drop()

    def _asked(self, ask: "Any", name: str) -> bool:
        """True where the broker cannot be asked."""
        connection = self._connection
        try:
            if connection is None or not connection.connected:
                self._drop()
                connection = self._connection = self._app.connection_for_write()
                connection.connect()
            return bool(ask(connection, PREFIX + name))
        except faults(connection or self._app.connection_for_write()) as error:
            LOG.warning("a claim cannot be made, for the broker %s", reason(error))
            self._drop()
            return True

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except faults(connection):
                LOG.debug("the connection of the claims was gone already")

    def _take(self, connection: "Connection", name: str) -> bool:
        if connection.transport.driver_type == "redis":
            client = connection.default_channel.client
            return bool(client.set(name, self._mine, nx=True, ex=EXPIRES_S))
        from amqp.exceptions import ResourceLocked  # noqa: PLC0415 - of the extra

        try:
            # A channel of its own: the refusal closes it.
            connection.default_channel.queue_declare(name, exclusive=True, durable=False, auto_delete=False)
        except ResourceLocked:
            return False
        return True

    def _release(self, connection: "Connection", name: str) -> bool:
        channel = connection.default_channel
        if connection.transport.driver_type != "redis":
            channel.queue_delete(name)
        elif channel.client.get(name) == self._mine.encode():
            channel.client.delete(name)
        return True
