"""The drill of two hosts: plays where it may, says what it needs where not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def drill(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.drills.two_hosts"]
    told = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    """And nothing is tried; 77 is what a harness takes for skipped."""
    done = drill(PATH=str(tmp_path))
    assert done.returncode == 77
    assert "openssl" in done.stderr
    assert "nothing was tried" in done.stderr


@pytest.mark.soak
@pytest.mark.postgis
def test_a_run_survives_its_host() -> None:
    done = drill()
    if done.returncode == 77:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("PASSED\n")
