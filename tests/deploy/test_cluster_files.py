"""What runs a cluster: the files parse, name our settings, commands and routes, keep secrets out, and hang together."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from app.cli import app as command_line
from app.main import create_app
from app.settings import Settings
from tests.deploy.proxies import DEPLOY

ROOT = DEPLOY.parent
COMPOSE = ROOT / "compose.cluster.yaml"
KUBERNETES = DEPLOY / "kubernetes"
OURS = "announcer-cluster"
STOP_S = Settings.model_fields["grace_s"].default + 1
"""How long `announcer serve` may take to stop."""
LINE_S = Settings.model_fields["line_timeout_s"].default
"""How long a Line that a worker has begun may take."""


def env(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def services() -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load(COMPOSE.read_text())["services"])


def ours() -> dict[str, dict[str, Any]]:
    return {name: each for name, each in services().items() if each["image"] == OURS}


def parts() -> list[dict[str, Any]]:
    """What kustomize puts together, as the files have it."""
    named = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    assert set(named) == {path.name for path in KUBERNETES.glob("*.yaml")} - {"kustomization.yaml"}
    return [part for name in named for part in yaml.safe_load_all((KUBERNETES / name).read_text())]


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {part["metadata"]["name"]: part for part in parts() if part["kind"] == kind}


def pod(name: str) -> dict[str, Any]:
    return dict(of_kind("Deployment")[name]["spec"]["template"])


def is_command(words: list[str]) -> bool:
    return words[0] == "announcer" and words[1] in get_command(command_line).commands  # type: ignore[attr-defined]


def test_every_setting_that_is_named_is_one() -> None:
    files = [COMPOSE, *KUBERNETES.iterdir(), *(DEPLOY / "nginx").iterdir()]
    named = set(re.findall(r"\bANNOUNCER_(\w+)", "".join(path.read_text() for path in files)))
    assert {"STORE", "STORE_ENDPOINT", "DATABASE", "BROKER"} <= named
    assert named <= {name.upper() for name in Settings.model_fields}


def test_compose_runs_our_commands_with_what_they_need() -> None:
    shared = {"ANNOUNCER_STORE", "ANNOUNCER_STORE_ENDPOINT", "ANNOUNCER_DATABASE", "ANNOUNCER_BROKER"}
    assert set(ours()) == {"node-1", "node-2", "worker"}
    assert ours()["worker"]["deploy"]["replicas"] == 3
    for name, each in ours().items():
        assert is_command(each.get("command", ["announcer", "serve"]))
        assert shared <= set(each["environment"]), name
        assert each["read_only"], name
        assert each["cap_drop"] == ["ALL"], name
        assert each["build"]["args"] == {"EXTRAS": "cluster"}, name
        assert int(each["stop_grace_period"].removesuffix("s")) >= (LINE_S if name == "worker" else STOP_S)
        folders = {volume.split(":")[1] for volume in each["volumes"]}
        assert folders <= set(re.findall(r'"(/srv/announcer/\w+)"', (ROOT / "Dockerfile").read_text())), name


def test_compose_hangs_together() -> None:
    whole, all_of_them = yaml.safe_load(COMPOSE.read_text()), services()
    used = {volume.split(":")[0] for each in all_of_them.values() for volume in each["volumes"]}
    mounted = {name for name in used if name.startswith("./")}
    assert used - mounted == set(whole["volumes"])
    assert all((ROOT / name).is_file() for name in mounted)
    for name, each in all_of_them.items():
        assert set(each["networks"]) <= set(whole["networks"])
        for other, on in each.get("depends_on", {}).items():
            assert on == {"condition": "service_healthy"}
            assert other in all_of_them
            assert "healthcheck" in all_of_them[other] or all_of_them[other]["image"] == OURS, (name, other)
        for port in each.get("ports", ()):
            assert port.startswith("127.0.0.1:"), f"{name} is open to the world"
    addresses = set(re.findall(r"(?:@|//)(\w+):\d+", " ".join(map(str, all_of_them["node-1"]["environment"].values()))))
    assert addresses - {"127"} == {"objects", "database", "broker"} <= set(all_of_them)
    upstreams = re.findall(
        r"^    server ([\w-]+):8000 ", (DEPLOY / "nginx/announcer-cluster.conf").read_text(), re.MULTILINE
    )
    assert upstreams == sorted(set(ours()) - {"worker"})


def test_no_secret_stands_in_a_file() -> None:
    """Each comes from the environment, and its absence is an error, not an empty password."""
    for name, each in services().items():
        for setting, value in each.get("environment", {}).items():
            if re.search(r"KEYS?$|SECRET|PASS", setting) or ("://" in str(value) and "@" in str(value)):
                wanted = re.findall(r"\$\{\w+:\?", str(value))
                assert wanted or setting == "AWS_ACCESS_KEY_ID", (name, setting)
    assert not {name for name in env(KUBERNETES / "settings.env") if re.search("KEY|SECRET|DATABASE|BROKER", name)}


def test_the_pods_run_our_commands_with_what_they_need() -> None:
    known = {"announcer-settings", "announcer-newsroom", "announcer"}
    routes = set(create_app(Settings.load()).openapi()["paths"])
    for name in ("announcer-node", "announcer-worker"):
        spec = pod(name)["spec"]
        (container,) = spec["containers"]
        assert container["image"] == OURS
        assert is_command(container["command"])
        assert spec["securityContext"]["runAsNonRoot"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        taken = [source.get("configMapRef") or source["secretRef"] for source in container["envFrom"]]
        assert {each["name"] for each in taken} == {"announcer-settings", "announcer"} <= known
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in spec["volumes"]}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            if "httpGet" in container.get(probe, {}):
                assert container[probe]["httpGet"]["path"] in routes
    node, worker = (pod(name)["spec"] for name in ("announcer-node", "announcer-worker"))
    pause_s = int(node["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    assert node["terminationGracePeriodSeconds"] >= pause_s + STOP_S
    assert worker["terminationGracePeriodSeconds"] >= LINE_S


def test_what_stands_around_the_pods_means_them() -> None:
    labels = {name: pod(name)["metadata"]["labels"] for name in of_kind("Deployment")}
    assert of_kind("Deployment").keys() == of_kind("PodDisruptionBudget").keys() == of_kind("NetworkPolicy").keys()
    for name, each in labels.items():
        assert of_kind("Deployment")[name]["spec"]["selector"]["matchLabels"] == each
        assert of_kind("PodDisruptionBudget")[name]["spec"]["selector"]["matchLabels"] == each
        assert of_kind("NetworkPolicy")[name]["spec"]["podSelector"]["matchLabels"] == each
    (service,) = of_kind("Service").values()
    assert service["spec"]["selector"] == labels["announcer-node"]
    (scaled,) = of_kind("ScaledObject").values()
    assert scaled["spec"]["scaleTargetRef"]["name"] == "announcer-worker"
    assert "replicas" not in of_kind("Deployment")["announcer-worker"]["spec"]  # else each `apply` undoes what KEDA did
    authentications = of_kind("TriggerAuthentication")
    for trigger in scaled["spec"]["triggers"]:
        assert trigger["type"] == "rabbitmq"
        (secret,) = authentications[trigger["authenticationRef"]["name"]]["spec"]["secretTargetRef"]
        assert secret["name"] == "announcer"
        assert secret["key"] in env(KUBERNETES / "secret.env.example")


@pytest.mark.slow
def test_kustomize_builds_it(tmp_path: Path) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed")
    built = subprocess.run([kubectl, "kustomize", str(KUBERNETES)], check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    made = list(yaml.safe_load_all(built.stdout))
    assert sorted(part["kind"] for part in made) == sorted(
        [*(part["kind"] for part in parts()), "ConfigMap", "ConfigMap"]
    )
    maps = {part["metadata"]["name"] for part in made if part["kind"] == "ConfigMap"}
    for part in made:
        for name in re.findall(r"'name': '(announcer-(?:settings|newsroom)[\w-]*)'", str(part)):
            assert name in maps, "a setting that changes has to start the pods anew"
