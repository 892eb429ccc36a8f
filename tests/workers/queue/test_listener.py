"""A node's ear goes on listening, whatever happens to it: deaf, it would keep every listener waiting."""

import threading

import pytest

from app.workers.queue.listener import Listener
from tests.serving import PATIENCE_S


def test_a_fault_of_ours_does_not_make_it_deaf(caplog: pytest.LogCaptureFixture) -> None:
    celery = pytest.importorskip("celery")
    looked, again = 0, threading.Event()

    def look() -> None:
        nonlocal looked
        looked += 1
        if looked == 1:
            raise ZeroDivisionError
        again.set()

    def unheard(*_: object) -> None:
        pass

    app = celery.Celery(broker="memory://")
    listener = Listener(app, answered=unheard, present=unheard, connected=unheard, look=look)
    assert again.wait(PATIENCE_S)
    listener.close()
    assert "ZeroDivisionError" in caplog.text
