"""The offline bundle: `python -m scripts.bundle OUT` writes `OUT/gouhook-VERSION-PLATFORM.tar.gz`.

All that an intranet needs to install the service with Python alone: the wheels of
`requirements.lock` for this platform, by hash; our own wheel with the page in it; `install.sh`;
units, the proxy's configuration, compose file, pages to read and one sample. `SHA256SUMS` names
every file.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
SUMS = "SHA256SUMS"
_MIB = 1024 * 1024
# What is put in beside the wheels: where it lies here, and there.
FILES: Mapping[str, str] = {
    "deploy/bundle/install.sh": "install.sh",
    "deploy/nginx": "deploy/nginx",
    "deploy/systemd": "deploy/systemd",
    "compose.yaml": "compose.yaml",
    ".env.example": ".env.example",
    "docs": "docs",
    "README.md": "README.md",
    "README.zh-CN.md": "README.zh-CN.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "LICENSE": "LICENSE",
    "sample_data/submissions/clean.zip": "sample/clean.zip",
    "sample_data/reference": "sample/reference",
}


def main(out: Path) -> None:
    """Make the bundle in the folder `out`, and say its name and size."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    name = f"gouhook-{version}-{platform()}"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gouhook-bundle-") as scratch:
        folder = Path(scratch) / name
        fill(folder)
        made = out / f"{name}.tar.gz"
        made.write_bytes(packed(folder))
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    (out / f"{made.name}.sha256").write_text(f"{digest}  {made.name}\n", "utf-8")
    print(f"{made}: {made.stat().st_size / _MIB:.0f} MiB, sha256 {digest}")


def platform() -> str:
    """Return for what the wheels are, as in "cp311-linux-x86_64"."""
    system = sysconfig.get_platform()
    return f"cp{sys.version_info.major}{sys.version_info.minor}-{system}"


def fill(folder: Path) -> None:
    """Put all of the bundle into the new folder `folder`. SystemExit naming what failed."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    lock = without_build((ROOT / "requirements.lock").read_text("utf-8"))
    (folder / "requirements.lock").write_text(lock, "utf-8")
    fetch = ("download", "--quiet", "--only-binary", ":all:", "--require-hashes")
    _run("pip", *fetch, "--dest", str(wheels), "--requirement", str(folder / "requirements.lock"))
    _run("hatchling", "build", "--target", "wheel", "--directory", str(wheels))
    names = [path.name for path in wheels.iterdir()]
    (folder / "PLATFORM").write_text(f"{platform()}\nglibc {oldest_glibc(names)}\n", "utf-8")
    for here, there in FILES.items():
        copy(ROOT / here, folder / there)
    (folder / SUMS).write_text("".join(sums(folder)), "utf-8")


def without_build(lock: str) -> str:
    """Return the lock without what only builds the package: it comes built.

    What nobody asks for any more goes too, by the lines "# via" of the lock.
    """
    entries = re.split(r"(?m)^(?=[a-z0-9])", lock)
    asked = {_name(entry): _asked_by(entry) for entry in entries if entry}
    gone: set[str] = set()
    while True:
        more = {
            name
            for name, whom in asked.items()
            if whom and all(one in gone or one.endswith(":build)") for one in whom)
        }
        if more == gone:
            return "".join(entry for entry in entries if _name(entry) not in gone)
        gone = more


def oldest_glibc(names: list[str]) -> str:
    """Return the oldest glibc that can load every wheel: "2.28" of manylinux_2_28."""
    tags = [re.findall(r"manylinux_2_(\d+)_", name) for name in names]
    needed = max((min(map(int, found)) for found in tags if found), default=17)
    return f"2.{needed}"


def copy(here: Path, there: Path) -> None:
    """Copy a file or a folder, without what the machine has left in it."""
    there.parent.mkdir(parents=True, exist_ok=True)
    if here.is_dir():
        shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__", "*.aux.xml"))
    else:
        shutil.copyfile(here, there)


def sums(folder: Path) -> Iterator[str]:
    """Give a line of `sha256sum` for every file of a folder."""
    for path in files(folder):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield f"{digest}  {path.relative_to(folder).as_posix()}\n"


def files(folder: Path) -> list[Path]:
    """Return every file of a folder, in one order on every machine."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def packed(folder: Path) -> bytes:
    """Return a folder as tar.gz: the same bytes for the same files, whoever made them and when."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in files(folder):
            entry = tarfile.TarInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}")
            entry.size = path.stat().st_size
            entry.mode = 0o755 if path.suffix == ".sh" else 0o644
            with path.open("rb") as stream:
                archive.addfile(entry, stream)
    # Wheels are packed already: more effort takes longer and gives nothing.
    return gzip.compress(plain.getvalue(), compresslevel=1, mtime=0)


def _run(*words: str) -> None:
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - our own command, no shell
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words[:2])} failed (see above); nothing was bundled.")


def _name(entry: str) -> str:
    return re.split(r"[=\[ ]", entry, maxsplit=1)[0]


def _asked_by(entry: str) -> set[str]:
    """Return who asks for an entry: "fiona", "gouhook-gis (pyproject.toml:build)"."""
    told = entry.partition("# via")[2]
    return {line.strip(" #\n") for line in told.splitlines() if line.strip(" #\n")}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
