"""The broker, as Celery and kombu talk to it: how it is reached, its queues, and its faults in one sentence."""

import contextlib
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.errors import InvalidSettingError
from app.speech.pool import Lane

if TYPE_CHECKING:
    from celery import Celery
    from kombu import Connection, Exchange, Producer, Queue

TASK = "announcer.speak"
LIVE, BATCH = "announcer.live", "announcer.batch"
QUEUES = (LIVE, BATCH)
TRANSPORTS = ("amqp", "amqps", "redis", "rediss")
CONNECT_TIMEOUT_S = 4.0
HEARTBEAT_S = 10
"""After about so long RabbitMQ gives up a peer that is silent. Nodes notice sooner: presence.py."""
REDIS_FORGETS_S = 600
"""Redis hands on what a lost worker had after so long. The node has asked again long before, so the answer is
thrown away; longer than any Line should take, else it would be handed on while it is spoken."""
ONCE_MORE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
"""A connection that was kept may be of a broker that has been started anew since."""
REFUSED = ("accessrefused", "authentication", "noauth", "wrongpass", "login was refused", "password")

LOG = logging.getLogger(__name__)


def queue_of(lane: Lane) -> str:
    """Where a Line of that lane waits: whoever listens does not wait behind the night."""
    return BATCH if lane is Lane.BATCH else LIVE


def shown(address: str) -> str:
    """The broker's address without its password."""
    parts = urlsplit(address)
    with contextlib.suppress(ValueError):
        user = f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{user}{parts.hostname or ''}{port}{parts.path}"
    return f"{parts.scheme}://…"


def opened(address: str) -> "Celery":
    """A Celery of this broker; nothing is asked of it yet.

    Raises InvalidSettingError without the extra, and for an address of another kind.
    """
    if urlsplit(address).scheme not in TRANSPORTS:
        raise InvalidSettingError(
            "ANNOUNCER_BROKER: write an address such as amqp://user:password@host:5672/ or redis://host:6379/0."
        )
    try:
        from celery import Celery  # noqa: PLC0415 - of the extra
        from kombu import Exchange, Queue  # noqa: PLC0415
    except ImportError as error:
        raise InvalidSettingError("ANNOUNCER_BROKER needs Celery: pip install '.[cluster]' brings it.") from error
    app = Celery("announcer", broker=address, set_as_current=False, fixups=[])
    exchange = Exchange("announcer", type="direct")
    app.conf.update(
        accept_content=["json"],
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=CONNECT_TIMEOUT_S,
        broker_heartbeat=HEARTBEAT_S,
        broker_transport_options={} if address.startswith("amqp") else {"visibility_timeout": REDIS_FORGETS_S},
        task_acks_late=True,
        task_create_missing_queues=False,
        task_default_delivery_mode="transient",  # the node that asked asks again
        task_default_queue=LIVE,
        task_ignore_result=True,
        task_queues=[Queue(name, exchange, routing_key=name) for name in QUEUES],
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_enable_prefetch_count_reduction=False,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
        worker_redirect_stdouts=False,
    )
    return app


def check(app: "Celery", address: str) -> None:
    """Connect once. Raises InvalidSettingError that says which broker does not answer, and why."""
    try:
        with app.connection_for_write() as connection:
            connection.transport_options = {**connection.transport_options, "max_retries": 0}
            connection.connect()
            connection.default_channel.close()
    except Exception as error:
        raise InvalidSettingError(f"The broker {shown(address)} {reason(error)}.") from error


def reason(error: BaseException) -> str:
    """Why a broker cannot be used, as the end of a sentence that begins with it; without its password."""
    told = f"{type(error).__name__} {error}".lower()
    if any(each in told for each in REFUSED):
        return "refuses the user's name or password; ANNOUNCER_BROKER gives them"
    if "notallowed" in told or "not_allowed" in told or "invalid db" in told:
        return "has no such virtual host or database, or does not let this user in; ANNOUNCER_BROKER names it"
    what = getattr(error, "strerror", None) or type(error).__name__
    return f"cannot be reached ({what}); is it running there, as ANNOUNCER_BROKER says?"


def answers_queue(name: str) -> "Queue":
    """A node's own: where workers answer it."""
    from kombu import Queue as Named  # noqa: PLC0415 - of the extra

    return Named(name, routing_key=name, exclusive=True, auto_delete=True, durable=False)


def presence_exchange() -> "Exchange":
    """By which every worker tells every node that it is there."""
    from kombu import Exchange as Named  # noqa: PLC0415 - of the extra

    return Named("announcer.workers", type="fanout", durable=True, delivery_mode="transient")


def presence_queue(name: str) -> "Queue":
    """A node's own: where it hears who is there."""
    from kombu import Queue as Named  # noqa: PLC0415 - of the extra

    return Named(f"{name}.presence", presence_exchange(), exclusive=True, auto_delete=True, durable=False)


def faults(connection: "Connection") -> tuple[type[BaseException], ...]:
    """What is raised when the broker is gone."""
    from kombu.exceptions import KombuError  # noqa: PLC0415 - of the extra

    return (*connection.connection_errors, *connection.channel_errors, KombuError, OSError)


class UnreachedError(Exception):
    """The broker did not take a message. Never leaves app.workers.queue."""


class Sender:
    """Sends small messages from any thread, over a few connections that are kept."""

    def __init__(self, app: "Celery") -> None:
        self._app = app
        self._faults = faults(app.connection_for_write())

    def task(self, body: dict[str, Any], call_id: str, queue: str) -> None:
        """A task for whichever worker takes it. Raises UnreachedError."""
        with self._producer() as producer:
            self._app.send_task(
                TASK,
                kwargs=body,
                argsrepr="",  # else the Line is written a second time, for logs
                kwargsrepr="",
                task_id=call_id,
                queue=queue,
                producer=producer,
                retry=True,
                retry_policy=ONCE_MORE,
            )

    def message(self, body: dict[str, Any], queue: str) -> None:
        """A message for one node. Raises UnreachedError."""
        with self._producer() as producer:
            producer.publish(
                body, routing_key=queue, serializer="json", delivery_mode=1, retry=True, retry_policy=ONCE_MORE
            )

    @contextlib.contextmanager
    def _producer(self) -> Iterator["Producer"]:
        try:
            with self._app.producer_pool.acquire(block=True, timeout=CONNECT_TIMEOUT_S) as producer:
                yield producer
        except self._faults as error:
            raise UnreachedError(f"the broker {reason(error)}") from error
