"""A node's ear: one thread that hears the workers' answers and who is there, and finds the broker again."""

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.workers.queue.broker import HEARTBEAT_S, answers_queue, faults, presence_queue, reason
from app.workers.queue.messages import Answer
from app.workers.queue.presence import Present

if TYPE_CHECKING:
    from celery import Celery
    from kombu import Connection, Message

LOOK_EVERY_S = 0.25
AGAIN_AFTER_S = 0.5

LOG = logging.getLogger(__name__)


class Listener:
    """Begun at once; `close` it. What is called is called on its thread, and may not block for long."""

    def __init__(
        self,
        app: "Celery",
        *,
        answered: Callable[[str, Answer], None],
        present: Callable[[Present], None],
        connected: Callable[[], None],
        look: Callable[[], None],
    ) -> None:
        """`connected` is called when the broker is there again, `look` every LOOK_EVERY_S whether it is or not."""
        self.name = f"announcer.node.{secrets.token_hex(8)}"
        """Where workers answer."""
        self._app = app
        self._answered = answered
        self._present = present
        self._connected = connected
        self._look = look
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="queue", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hear no more."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._connect()
                self._look()
            except Exception:  # deaf, it would keep everybody waiting
                LOG.exception("the queue cannot be heard; it is tried again")
            self._closing.wait(AGAIN_AFTER_S)

    def _connect(self) -> None:
        with self._app.connection_for_read(heartbeat=HEARTBEAT_S) as connection:
            try:
                self._hear(connection)
            except faults(connection) as error:
                if not self._closing.is_set():
                    LOG.warning("the broker %s", reason(error))

    def _hear(self, connection: "Connection") -> None:
        connection.connect()
        queues = [answers_queue(self.name), presence_queue(self.name)]
        with connection.Consumer(queues, on_message=self._on_message, accept=["json"], no_ack=True):
            self._connected()
            due_s = 0.0
            while not self._closing.is_set():
                with contextlib.suppress(TimeoutError):
                    connection.drain_events(timeout=LOOK_EVERY_S)
                if time.monotonic() >= due_s:
                    connection.heartbeat_check()
                    self._look()
                    due_s = time.monotonic() + LOOK_EVERY_S

    def _on_message(self, message: "Message") -> None:
        try:
            body: dict[str, Any] = message.decode()
            if "said" in body:
                self._answered(str(body["id"]), Answer.of(body))
            else:
                self._present(Present.of(body))
        except Exception as error:  # noqa: BLE001 - whatever a stranger wrote must not deafen us
            LOG.warning("a message that nobody here understands: %s", error)
