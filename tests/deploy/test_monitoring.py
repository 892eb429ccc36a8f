"""The alerts and the dashboard ask for what /metrics has, and the alerts ring when they should."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.api.metrics import queue_figures, shared_figures
from app.workers.queue.broker import LIVE
from app.workers.queue.calls import Calls
from app.workers.queue.messages import Answer, Said
from app.workers.queue.presence import Present, Roster
from tests.deploy.proxies import DEPLOY, needs
from tests.serving import service

RULES = DEPLOY / "prometheus" / "announcer.rules.yml"
DASHBOARD = DEPLOY / "grafana" / "announcer.json"
pytestmark = pytest.mark.slow


def test_every_figure_that_is_watched_is_one_of_ours_with_its_labels(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        here.narrate()
        families = list(text_string_to_metric_families(here.client.get("/metrics").text))
    roster = Roster()
    families += shared_figures(["store", "database"], [])
    families += queue_figures(roster, Calls(lambda *_asked: None, roster), 0)
    ours: dict[str, set[tuple[str, str]]] = {}
    for sample in (sample for family in families for sample in family.samples):
        ours.setdefault(sample.name, set()).update(sample.labels.items())
    watched = RULES.read_text() + "".join(
        target["expr"] for panel in json.loads(DASHBOARD.read_text())["panels"] for target in panel["targets"]
    )
    asked = re.findall(r"\b(announcer_\w+)(?:\{([^}]*)\})?", watched)
    assert {name for name, _ in asked} <= set(ours)
    for name, selector in asked:
        labels = set(re.findall(r'(\w+)="([^"]*)"', selector))
        assert labels - {("job", "announcer")} <= ours[name], name


def test_the_dashboard_is_whole() -> None:
    board = json.loads(DASHBOARD.read_text())
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert all(panel["title"] and panel["targets"] for panel in board["panels"])


def test_the_alerts_ring_for_who_is_ill_and_for_nobody_else() -> None:
    promtool = needs("promtool", "prometheus")
    subprocess.run([promtool, "check", "rules", str(RULES)], check=True, capture_output=True)
    tried = subprocess.run(
        [promtool, "test", "rules", "announcer.test.yml"],
        cwd=RULES.parent,
        check=False,
        capture_output=True,
        text=True,
    )
    assert tried.returncode == 0, tried.stdout + tried.stderr


def test_the_metrics_are_public_formats(tmp_path: Path) -> None:
    """promtool's own opinion of /metrics."""
    promtool = needs("promtool", "prometheus")
    with service(tmp_path) as here:
        text = here.client.get("/metrics").text
    checked = subprocess.run([promtool, "check", "metrics"], input=text, check=False, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_what_a_node_hears_and_waits_for_is_told() -> None:
    """Two workers, one of them leaving; three Lines, of which one is begun, and one whose worker was lost."""
    roster = Roster()
    for name, slots in (("w1", 2), ("w2", 0)):
        roster.hear(Present(name, LIVE, slots, ()))
    ids: list[str] = []
    calls = Calls(lambda _body, call_id, _queue: ids.append(call_id), roster)
    for key in "abc":
        calls.ask(key, LIVE, {})
    for call_id, worker in zip(ids[:2], ("w1", "gone"), strict=True):
        calls.answered(call_id, Answer(Said.BEGUN, 0, worker))
    calls.look()
    told = {
        (sample.name, *sample.labels.values()): sample.value
        for family in queue_figures(roster, calls, 4)
        for sample in family.samples
    }
    assert told["announcer_queue_workers", LIVE] == told["announcer_queue_slots", LIVE] == 2
    assert told["announcer_queue_lines", LIVE, "spoken"] == 1
    assert told["announcer_queue_lines", LIVE, "waiting"] == 2
    assert told["announcer_queue_lost_total",] == 1
    assert told["announcer_queue_here_total",] == 4
    (answers,) = shared_figures(["store", "database"], ["store"])
    assert {sample.labels["part"]: sample.value for sample in answers.samples} == {"store": 0, "database": 1}
    assert not list(shared_figures([], []))
