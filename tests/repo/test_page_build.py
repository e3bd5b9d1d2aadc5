"""How the page gets into a package: what is asked of npm, what is said where it fails."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from scripts.page import ROOT, PageHook, build, installed


def frontend(root: Path, script: str) -> Path:
    """A page whose build is `script`, with one library that its lock file asks for."""
    folder = root / "frontend"
    (folder / "node_modules").mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": "p", "scripts": {"build": script}}))
    packages = {
        "": {"name": "p"},
        "node_modules/a": {"version": "1.0.0"},
        "node_modules/for-another-system": {"version": "1.0.0", "optional": True},
    }
    (folder / "package-lock.json").write_text(json.dumps({"packages": packages}))
    return folder


def put(folder: Path, version: str) -> None:
    """Note what npm has installed, as npm does."""
    there = {"packages": {"node_modules/a": {"version": version}}}
    (folder / "node_modules" / ".package-lock.json").write_text(json.dumps(there))


def test_libraries_are_fetched_where_the_lock_file_asks_for_others(tmp_path: Path) -> None:
    """Not again and again; those of other systems do not count."""
    folder = frontend(tmp_path, "exit 0")
    assert not installed(folder)
    put(folder, "1.0.1")
    assert not installed(folder)
    put(folder, "1.0.0")
    assert installed(folder)


def test_a_failed_build_is_told_with_what_npm_said(tmp_path: Path) -> None:
    """And names the registry, without which nothing can be had."""
    put(frontend(tmp_path, "node -e \"console.error('no such view'); process.exit(3)\""), "1.0.0")
    with pytest.raises(SystemExit) as error:
        build(tmp_path, tmp_path / "out")
    assert "no such view" in str(error.value)
    assert "npm run build failed" in str(error.value)
    assert "registry" in str(error.value)


def test_node_is_found_by_the_scripts_of_packages(tmp_path: Path) -> None:
    """They begin with `env node`, and no Node is on the path of this machine or needs to be."""
    folder = frontend(tmp_path, "node build.cjs")
    (folder / "build.cjs").write_text("require('fs').writeFileSync('ran', process.version)")
    put(folder, "1.0.0")
    build(tmp_path, tmp_path / "out")
    assert (folder / "ran").read_text().startswith("v")


def test_an_editable_installation_builds_no_page(tmp_path: Path) -> None:
    """`make page` does, when it is wanted."""
    hook = PageHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel", None)
    told: dict[str, object] = {"force_include": {}}
    hook.initialize("editable", told)
    assert told == {"force_include": {}}


def test_a_source_package_holds_the_sources_of_the_page(tmp_path: Path) -> None:
    """And nothing that others wrote, nor what is made of it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(made) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"scripts/page.py", "frontend/package-lock.json", "frontend/src/main.ts"} <= names
    assert {"frontend/.npmrc", "frontend/build/messages.ts", "schemas/openapi.json"} <= names
    kept_out = ("frontend/node_modules", "frontend/src/generated", "src/gouhook_gis/service/page/")
    assert not [name for name in names if name.startswith(kept_out)]
