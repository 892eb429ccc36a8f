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
from app.speech.pool import Lane
from app.workers.queue.broker import queue_of
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


def yaml_of(page: Path) -> list[Any]:
    """The documents in a page's blocks of YAML."""
    blocks = re.findall(r"```yaml\n(.*?)```", page.read_text(), re.DOTALL)
    return [part for block in blocks for part in yaml.safe_load_all(block)]


def pods_in(value: Any) -> list[dict[str, Any]]:
    """Every pod's spec, however deep in it."""
    if not isinstance(value, dict):
        return []
    return [value] if "containers" in value else [found for each in value.values() for found in pods_in(each)]


def is_command(words: list[str]) -> bool:
    """Whether it is a command of ours, its options too."""
    program, name, *rest = words
    command = get_command(command_line).commands.get(name)  # type: ignore[attr-defined]
    return program == "announcer" and command is not None and bool(command.make_context(name, rest))


def test_every_setting_that_is_named_is_one() -> None:
    files = [COMPOSE, *KUBERNETES.iterdir(), *(DEPLOY / "nginx").iterdir()]
    named = set(re.findall(r"\bANNOUNCER_(\w+)", "".join(path.read_text() for path in files)))
    assert {"STORE", "STORE_ENDPOINT", "DATABASE", "BROKER"} <= named
    assert named <= {name.upper() for name in Settings.model_fields}


def test_compose_runs_our_commands_with_what_they_need() -> None:
    shared = {"ANNOUNCER_STORE", "ANNOUNCER_STORE_ENDPOINT", "ANNOUNCER_BROKER"}
    assert set(ours()) == {"node-1", "node-2", "worker"}
    assert ours()["worker"]["deploy"]["replicas"] == 3
    for name, each in ours().items():
        assert is_command(each.get("command", ["announcer", "serve"]))
        assert shared <= set(each["environment"]), name
        assert ("ANNOUNCER_DATABASE" in each["environment"]) == name.startswith("node")
        assert each["read_only"], name
        assert each["cap_drop"] == ["ALL"], name
        assert each["build"]["args"] == {"EXTRAS": "cluster"}, name
        assert name.startswith("node") or is_command(each["healthcheck"]["test"][1:])
        assert int(each["stop_grace_period"].removesuffix("s")) >= (LINE_S if name == "worker" else STOP_S)
        folders = {volume.split(":")[1] for volume in each.get("volumes", ())}
        assert folders <= set(re.findall(r'"(/srv/announcer/\w+)"', (ROOT / "Dockerfile").read_text())), name


def test_compose_hangs_together() -> None:
    whole, all_of_them = yaml.safe_load(COMPOSE.read_text()), services()
    used = {volume.split(":")[0] for each in all_of_them.values() for volume in each.get("volumes", ())}
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


PODS = ("announcer-node", "announcer-worker-live", "announcer-worker-batch")


@pytest.mark.parametrize("name", PODS)
def test_a_pod_runs_our_command_with_what_it_needs(name: str) -> None:
    spec = pod(name)["spec"]
    (container,) = spec["containers"]
    assert container["image"] == OURS
    assert is_command(container["command"])
    assert spec["securityContext"]["runAsNonRoot"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    taken = [source.get("configMapRef") or source["secretRef"] for source in container["envFrom"]]
    is_node = name == "announcer-node"
    secrets = {"announcer", "announcer-node"} if is_node else {"announcer"}
    assert {each["name"] for each in taken} == {"announcer-settings"} | secrets
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in spec["volumes"]}
    routes = set(create_app(Settings.load()).openapi()["paths"])
    for probe in (container[name] for name in container if name.endswith("Probe")):
        assert probe["httpGet"]["path"] in routes if "httpGet" in probe else is_command(probe["exec"]["command"])


def test_no_service_of_our_name_changes_a_pod_s_settings() -> None:
    """Kubernetes gives every pod ANNOUNCER_PORT=tcp://… for a Service named announcer, unless it is told not to."""
    documents = [part for page in ("deploy.md", "nightly.md") for part in yaml_of(ROOT / "docs" / page)]
    specs = [spec for part in (*parts(), *documents) for spec in pods_in(part)]
    assert len(specs) == len(PODS) + 2
    assert all(spec.get("enableServiceLinks") is False for spec in specs)


def test_a_pod_that_has_to_go_has_the_time_for_it() -> None:
    node, *workers = (pod(name)["spec"] for name in PODS)
    pause_s = int(node["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    assert node["terminationGracePeriodSeconds"] >= pause_s + STOP_S
    assert all(worker["terminationGracePeriodSeconds"] >= LINE_S for worker in workers)


def test_what_stands_around_the_pods_means_them() -> None:
    labels = {name: pod(name)["metadata"]["labels"] for name in of_kind("Deployment")}
    assert of_kind("Deployment").keys() == of_kind("PodDisruptionBudget").keys() == set(PODS)
    for name, each in labels.items():
        assert of_kind("Deployment")[name]["spec"]["selector"]["matchLabels"] == each
        assert of_kind("PodDisruptionBudget")[name]["spec"]["selector"]["matchLabels"] == each
    fenced = str([policy["spec"]["podSelector"] for policy in of_kind("NetworkPolicy").values()])
    assert set(re.findall(r"'(announcer-[\w-]+)'", fenced)) == {each["app"] for each in labels.values()}
    (service,) = of_kind("Service").values()
    assert service["spec"]["selector"] == labels["announcer-node"]


def test_the_pods_of_each_queue_grow_with_what_waits_in_it() -> None:
    authentications = of_kind("TriggerAuthentication")
    scaled = {each["spec"]["scaleTargetRef"]["name"]: each["spec"] for each in of_kind("ScaledObject").values()}
    assert set(scaled) == set(PODS) - {"announcer-node"}
    for name, spec in scaled.items():
        assert "replicas" not in of_kind("Deployment")[name]["spec"], "each `apply` would undo what KEDA did"
        assert spec["minReplicaCount"] >= 1
        (trigger,) = spec["triggers"]
        queue = pod(name)["spec"]["containers"][0]["command"][-1]
        assert trigger["metadata"]["queueName"] == queue_of(Lane(queue))
        (secret,) = authentications[trigger["authenticationRef"]["name"]]["spec"]["secretTargetRef"]
        assert (secret["name"], secret["key"]) == ("announcer", "ANNOUNCER_BROKER")
        assert secret["key"] in env(KUBERNETES / "secret.env.example")


def test_systemd_understands_the_units() -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd-analyze is not installed")
    units = map(str, (DEPLOY / "systemd").iterdir())
    told = subprocess.run([verify, "verify", "--man=no", *units], check=False, capture_output=True, text=True).stderr
    assert not [line for line in told.splitlines() if "is not executable" not in line], told


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
