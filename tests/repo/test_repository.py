"""The repository keeps its own word: dependencies, lock files, links, sizes, commands."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "gouhook_gis"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MODULE_NAMES = {
    "pyyaml": "yaml",
    "python-docx": "docx",
    "chinesecalendar": "chinese_calendar",
    "pillow": "PIL",
    "argon2-cffi": "argon2",
}


def requirement_names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", text)[0].lower() for text in requirements}


def declared() -> set[str]:
    return requirement_names(PROJECT["project"]["dependencies"])


def optional() -> set[str]:
    extras = PROJECT["project"]["optional-dependencies"].values()
    return set().union(*(requirement_names(extra) for extra in extras))


def grouped() -> set[str]:
    groups = PROJECT["dependency-groups"].values()
    return set().union(*(requirement_names(group) for group in groups))


def imported() -> set[str]:
    """Return the top-level third-party modules that the package imports, wherever it does."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"gouhook_gis"}


def test_what_is_imported_is_declared_and_the_reverse() -> None:
    modules = {MODULE_NAMES.get(name, name.replace("-", "_")) for name in declared() | optional()}
    assert imported() == modules


def reasoned(head: str) -> set[str]:
    """Return the names in the first column of the table of CONTRIBUTING.md headed `head`."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text[text.index(f"| {head} |") :].partition("\n\n")[0]
    cells = (line.split("|")[1] for line in table.splitlines()[2:])
    return {name for cell in cells for name in re.findall(r"`([@a-z0-9/-]+)`", cell)}


def test_every_dependency_has_its_reason() -> None:
    assert reasoned("package") == declared() | optional() | grouped()


def test_every_library_of_the_page_has_its_reason() -> None:
    told = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))
    assert reasoned("package of the page") == {*told["dependencies"], *told["devDependencies"]}
    versions = {**told["dependencies"], **told["devDependencies"]}.values()
    assert all(re.fullmatch(r"[\d.]+", version) for version in versions)


def test_the_lock_of_the_page_has_hashes_and_no_address() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not [path for path, entry in packages.items() if "resolved" in entry]


def pins(name: str) -> dict[str, list[str]]:
    """Return each pin of a lock file ("shapely==2.1.0 ; marker") with its hashes."""
    entries: dict[str, list[str]] = {}
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if re.match(r"[a-z0-9]", line):
            entries[line.rstrip("\\ ")] = []
        elif line.strip().startswith("--hash="):
            entries[list(entries)[-1]].append(line.strip().rstrip("\\ "))
    return entries


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"://|--index|--find-links|--extra-index|(?<![\w.])/\w", text)
    locked = pins(name)
    assert locked
    assert all(hashes for hashes in locked.values())


def test_what_is_tested_is_what_is_run() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    # Versions: what one platform alone runs may be tested on all.
    assert {pin.split(" ;")[0] for pin in run} <= {pin.split(" ;")[0] for pin in dev}
    locked = {re.split(r"==", pin)[0].split("[")[0] for pin in run}
    assert declared() <= locked
    assert optional() | grouped() <= {re.split(r"==", pin)[0].split("[")[0] for pin in dev}


def markdown() -> Iterator[Path]:
    yield from ROOT.glob("*.md")
    yield from (ROOT / "docs").rglob("*.md")
    yield from (ROOT / "sample_data").rglob("*.md")


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in markdown():
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")
    assert broken == []


def test_no_file_is_longer_than_it_may_be() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for folder in ("src", "scripts", "bench")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A PATH with the plain tools, but no browser, no fonts and no GDAL."""
    for tool in ("sh", "ls", "id", "env", "grep", "awk", "sort"):
        found = shutil.which(tool)
        assert found
        (tmp_path / tool).symlink_to(found)
    return str(tmp_path)


def test_missing_system_packages_are_said_aloud(bare_path: str) -> None:
    done = run("sh", "scripts/system-packages.sh", PATH=bare_path, GOUHOOK_NO_APT="1", CI="")
    assert done.returncode == 0
    assert "NOT TESTED: the page and the HTML report in a browser" in done.stderr
    assert "NOT TESTED: our files as read by ogrinfo" in done.stderr


def test_missing_system_packages_fail_the_ci(bare_path: str) -> None:
    done = run("sh", "scripts/system-packages.sh", PATH=bare_path, GOUHOOK_NO_APT="1", CI="true")
    assert done.returncode == 1


def test_an_old_python_is_refused_with_advice(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = run(
        "sh", "scripts/environment.sh", str(old), str(tmp_path / "venv"), "requirements.lock"
    )
    assert done.returncode == 1
    assert "needs Python 3.11" in done.stderr
    assert "apt-get install" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_help_lists_every_command_of_the_pages() -> None:
    listed = run("make", "help").stdout
    named: set[str] = set()
    for page in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text("utf-8")
        for words in re.findall(r"(?:^|`)make ((?:[a-z]+ ?)+)", text, re.MULTILINE):
            named |= set(words.split())
    assert {"run", "test", "schemas", "docs"} <= named
    assert [name for name in sorted(named) if f"make {name} " not in listed] == []


def test_the_environment_of_make_hides_a_system_proj() -> None:
    assert "unexport PROJ_DATA PROJ_LIB" in (ROOT / "Makefile").read_text("utf-8")
    done = run("make", "--no-print-directory", "-n", "test", PROJ_DATA="/nowhere")
    assert "/nowhere" not in done.stdout


def test_the_ci_runs_the_one_command() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "export CI=true" in script
    assert script.rstrip().endswith("exec make test")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
