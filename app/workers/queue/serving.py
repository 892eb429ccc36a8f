"""A worker process: Celery takes the tasks of one queue, and every second it tells the nodes that it is there."""

import contextlib
import logging
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from app.workers.base import Workers
from app.workers.queue.broker import TASK, Sender, UnreachedError, faults, presence_exchange, reason
from app.workers.queue.claims import Claims
from app.workers.queue.presence import EVERY_S, Present
from app.workers.queue.speaking import Fetching, Speaking

if TYPE_CHECKING:
    from celery import Celery

    from app.store.base import Store

LOG = logging.getLogger(__name__)


def serve(
    app: "Celery",
    name: str,
    queue: str,
    *,
    store: "Store",
    workers: Workers,
    voices: Fetching,
    told: Callable[[], None] = lambda: None,
    log_level: str = "info",
) -> int:
    """Speak until SIGTERM, then finish what was begun. Only in the main thread. The exit code.

    `told` is called whenever the broker has taken it that this worker is there.
    """
    sender = Sender(app)

    def answer(node: str, body: dict[str, Any]) -> None:
        try:
            sender.message(body, node)
        except UnreachedError as error:  # the node asks again
            LOG.warning("an answer was lost: %s", error)

    claims = Claims(app)
    speaking = Speaking(name, store=store, workers=workers, voices=voices, claims=claims, answer=answer)

    @app.task(name=TASK, bind=True)  # type: ignore[untyped-decorator]
    def speak(task: Any, **body: Any) -> None:
        redelivered = bool((task.request.delivery_info or {}).get("redelivered"))
        speaking.speak(task.request.id, body, redelivered=redelivered)

    def renew() -> None:
        # Over Redis a Celery whose slots were all busy notices no broken connection, and takes nothing ever again.
        if app.connection_for_read().transport.driver_type == "redis":
            worker.consumer.call_soon(_break)

    presence = Presence(app, lambda slots: Present(name, queue, slots, tuple(sorted(workers.held))), told, renew)
    worker = app.Worker(
        queues=[queue],
        hostname=name,
        pool="threads",
        concurrency=workers.at_once,
        loglevel=log_level,
        quiet=True,
        without_gossip=True,
        without_heartbeat=True,
        without_mingle=True,
        ready_callback=lambda _consumer: presence.begin(workers.at_once),
    )
    from celery.signals import worker_shutting_down  # noqa: PLC0415 - of the extra

    worker_shutting_down.connect(presence.leave, weak=False)
    try:
        worker.start()
    except SystemExit as left:  # how Celery ends in good order
        LOG.debug("the worker was told to stop: %s", left.code)
    finally:
        presence.close()
        claims.close()
        workers.close()
    return int(worker.exitcode or 0)


def _break() -> None:
    """In Celery's loop, which then connects anew."""
    raise ConnectionResetError("the broker was away")


class Presence:
    """Tells that this worker is there. A thread of its own, so that it is heard whatever Celery's waits for."""

    def __init__(
        self, app: "Celery", present: Callable[[int], Present], told: Callable[[], None], renewed: Callable[[], None]
    ) -> None:
        """`present` has the number of slots; `renewed` is called when the broker is there again."""
        self._app = app
        self._present = present
        self._told = told
        self._renewed = renewed
        self._was_away = False
        self._slots = 0
        self._wake: SimpleQueue[None] = SimpleQueue()  # for a signal may interrupt whoever holds an Event's lock
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def begin(self, slots: int) -> None:
        """From now on; again after Celery has found the broker again."""
        self._slots = slots
        if not self._thread.is_alive() and not self._closing:
            self._thread.start()
        self._wake.put(None)

    def leave(self, **_: Any) -> None:
        """It takes no more, and finishes what it has."""
        self._slots = 0
        self._wake.put(None)

    def close(self) -> None:
        """It is silent from now on."""
        self._closing = True
        self._wake.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._closing:
            connection = self._app.connection_for_write()
            try:
                connection.connect()
                self._tell(connection)
            except faults(connection) as error:
                LOG.warning("the broker %s", reason(error))
                self._was_away = True
            finally:
                connection.release()
            self._rest()

    def _tell(self, connection: Any) -> None:
        from kombu import Producer  # noqa: PLC0415 - of the extra

        exchange = presence_exchange()
        with Producer(connection, exchange, serializer="json") as producer:
            while not self._closing:
                producer.publish(self._present(self._slots).as_json(), declare=[exchange])
                self._told()
                if self._was_away:
                    self._was_away = False
                    self._renewed()
                self._rest()

    def _rest(self) -> None:
        with contextlib.suppress(Empty):
            self._wake.get(timeout=EVERY_S)
