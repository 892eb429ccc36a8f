"""The alerts and the dashboard ask for what /metrics has, and the alerts ring when they should."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.deploy.proxies import DEPLOY, needs
from tests.serving import service

RULES = DEPLOY / "prometheus" / "announcer.rules.yml"
DASHBOARD = DEPLOY / "grafana" / "announcer.json"
pytestmark = pytest.mark.slow


def test_every_figure_that_is_watched_is_one_of_ours_with_its_labels(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        here.narrate()
        families = list(text_string_to_metric_families(here.client.get("/metrics").text))
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
