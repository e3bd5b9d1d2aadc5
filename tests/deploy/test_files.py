"""The files by which the service is set up agree with the program, and with one another."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from gouhook_gis.cli.app import app
from gouhook_gis.reference.postgis.url import PASSWORD_FILE
from gouhook_gis.service.doctor.looking import CHECKS
from gouhook_gis.service.settings import Settings

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
MANUAL = (ROOT / "docs" / "deploy.md").read_text("utf-8")
NGINX = (ROOT / "deploy" / "nginx" / "gouhook.conf.template").read_text("utf-8")
PORT = Settings.model_fields["port"].default
COMMANDS = get_command(app)


def variables(text: str) -> set[str]:
    return set(re.findall(r"\bGOUHOOK_[A-Z_]*[A-Z]\b", text))


@pytest.mark.parametrize(
    "name",
    ["compose.yaml", ".env.example", "Dockerfile", "docs/deploy.md", "deploy/systemd/gouhook.env"],
)
def test_every_variable_is_a_setting(name: str) -> None:
    """One that is misspelt would be passed over in silence."""
    settings = {f"GOUHOOK_{field.upper()}" for field in Settings.model_fields} | {PASSWORD_FILE}
    assert variables((ROOT / name).read_text("utf-8")) <= settings


def test_what_can_be_said_in_env_is_used_and_the_reverse() -> None:
    """With the same default in both places."""
    used = dict(re.findall(r"\$\{([A-Z_]+)(?::-([^}]*))?", COMPOSE))
    told = dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text("utf-8")))
    assert used.keys() == told.keys()
    assert {name: used[name] for name in used if used[name]} == {
        name: told[name] for name in used if used[name]
    }


def test_images_are_pinned() -> None:
    """A tag with a version of its own: what was tried is what is started."""
    images = [service["image"] for service in SERVICES.values()]
    defaults = {re.fullmatch(r"\$\{[A-Z_]+:-(.+)\}", image)[1] for image in images}  # type: ignore[index]  # a None fails the test
    assert len(defaults) == 3
    assert all(re.search(r":\d+[\d.]*\d(-[\d.]+)?$", image) for image in defaults), defaults
    assert "latest" not in COMPOSE
    python = re.search(r"(?m)^ARG PYTHON=(\S+)$", (ROOT / "Dockerfile").read_text("utf-8"))
    assert python
    assert re.fullmatch(r"3\.11\.\d+-slim-[a-z]+", python[1])
    for image in defaults:
        assert image in MANUAL


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_may_do_little(name: str) -> None:
    """No root, nothing to write but what is named, no more rights than it began with, limits."""
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) > 0
    assert {"cpus", "memory", "pids"} <= service["deploy"]["resources"]["limits"].keys()
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()
    assert ("healthcheck" in service) == (name != "migrate")
    assert ("ports" in service) == (name == "proxy")
    environment = service.get("environment", {})
    secret = [key for key in environment if "PASSWORD" in key or "SECRET" in key]
    assert all(key.endswith("_FILE") for key in secret)
    assert not re.search(r"://[^/@]+:[^/@]+@", str(environment))


def test_only_the_proxy_meets_the_outside() -> None:
    """The database and the workers are in a network that leads nowhere."""
    networks = yaml.safe_load(COMPOSE)["networks"]
    assert networks["back"]["internal"] is True
    inside = {name for name, one in SERVICES.items() if one["networks"] == ["back"]}
    assert inside == {"database", "migrate", "worker"}
    assert SERVICES["proxy"]["networks"] == ["front"]


def test_the_ports_agree() -> None:
    assert SERVICES["service"]["environment"]["GOUHOOK_PORT"] == str(PORT)
    assert SERVICES["proxy"]["environment"]["UPSTREAM"] == f"service:{PORT}"
    assert f"http://127.0.0.1:{PORT}/health/ready" in SERVICES["service"]["healthcheck"]["test"][3]
    assert set(re.findall(r"127\.0\.0\.1:(8\d{3})", MANUAL)) == {str(PORT)}
    outside = {port.rsplit(":", 1)[1] for port in SERVICES["proxy"]["ports"]}
    environment = SERVICES["proxy"]["environment"]
    assert outside == {environment["HTTP_PORT"], environment["HTTPS_PORT"]}


def test_the_template_asks_for_what_it_is_given() -> None:
    """By compose and by the manual: another name would be left as it is."""
    asked = set(re.findall(r"\$\{([A-Z_]+)\}", NGINX))
    assert asked == SERVICES["proxy"]["environment"].keys() - {"TZ"}
    (put_in,) = re.findall(r"envsubst '([^']+)'", MANUAL)
    assert asked == {name.lstrip("$") for name in put_in.split()}
    assert set(re.findall(r"\b([A-Z_]+)=", NGINX)) == asked


def settings_of(unit: Path) -> dict[str, dict[str, str]]:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
    parser.read_string(unit.read_text("utf-8"))
    return {section: dict(parser[section]) for section in parser.sections()}


def test_the_units_confine_both_alike() -> None:
    """But for what they start and are called."""
    one, other = (settings_of(unit) for unit in UNITS)
    differing = {
        (section, key)
        for section in one
        for key in one[section].keys() | other[section].keys()
        if one[section].get(key) != other[section].get(key)
    }
    assert differing == {("Unit", "Description"), ("Service", "ExecStart")}
    assert one["Service"]["ProtectSystem"] == "strict"
    assert one["Service"]["CapabilityBoundingSet"] == ""
    # The reader of uploads needs these two for its namespace without a network.
    assert one["Service"]["RestrictNamespaces"] == "user net"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/opt/gouhook/venv/bin/gouhook", "/bin/true")
        (tmp_path / unit.name.replace("@", "@1")).write_text(text, "utf-8")
    command = ["systemd-analyze", "verify", *map(str, tmp_path.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert (done.returncode, said) == (0, [])


def require_command(words: list[str]) -> None:
    """Require that words after `gouhook` are a command of it, with options that it has."""
    found: Any = COMMANDS
    while words and hasattr(found, "commands"):
        name = words.pop(0)
        assert name in found.commands, name
        found = found.commands[name]
    options = {option for parameter in found.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options, words


def test_what_is_started_is_a_command() -> None:
    """By the units, by compose, by its health checks."""
    for unit in UNITS:
        program, *words = settings_of(unit)["Service"]["ExecStart"].split()
        assert program.endswith("/venv/bin/gouhook")
        require_command(words)
    ours = [one for one in SERVICES.values() if "build" in one]
    assert len(ours) == 3
    for service in ours:
        require_command([*service["command"]])
    check = SERVICES["worker"]["healthcheck"]["test"]
    require_command(check[2:])
    assert {word for word in check if word in CHECKS} == {"database", "folder", "workers"}


def blocks() -> list[str]:
    return re.findall(r"```sh\n(.*?)```", MANUAL, re.DOTALL)


def test_the_manual_names_commands_that_there_are() -> None:
    """Of ours, of make, of our scripts; files that are in the bundle or the repository."""
    lines = "\n".join(blocks()).replace("\\\n", " ").splitlines()
    ours = [line for line in lines if re.match(r"(gouhook-admin|\S*/gouhook) ", line)]
    assert len(ours) >= 6
    for line in ours:
        require_command(shlex.split(line)[1:])
    for words in re.findall(r"(?:service|gouhook-admin) (accounts [a-z]+)", MANUAL):
        require_command(words.split())
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?m)^make ([a-z]+)", "\n".join(blocks())):
        assert f"\n{target}:" in makefile
    for module in re.findall(r"python -m (scripts\.[a-z_.]+)", MANUAL):
        assert importlib.util.find_spec(module.rstrip("."))
    for path in re.findall(r"/opt/gouhook/share/(\S+)", MANUAL + UNITS[0].read_text("utf-8")):
        assert any(ROOT.glob(path)), path


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="no shellcheck here")
@pytest.mark.parametrize("path", ["deploy/bundle/install.sh", "deploy/systemd/gouhook-admin"])
def test_scripts_are_sound(path: str) -> None:
    command = ["shellcheck", "--external-sources", f"--source-path={(ROOT / path).parent}"]
    done = subprocess.run([*command, ROOT / path], capture_output=True, text=True)
    assert done.stdout == ""


@pytest.mark.skipif(not shutil.which("hadolint"), reason="no hadolint here")
def test_the_dockerfile_is_sound() -> None:
    done = subprocess.run(["hadolint", ROOT / "Dockerfile"], capture_output=True, text=True)
    assert done.stdout == ""
