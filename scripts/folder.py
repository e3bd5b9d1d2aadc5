"""A folder of which every file is made by a script."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_anew(folder: Path, made: Mapping[str, str]) -> None:
    """Write the texts `made` (by their path below `folder`); a file that is not among them goes."""
    for path in sorted(folder.rglob("*.*")):
        if path.relative_to(folder).as_posix() not in made:
            path.unlink()
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    print(f"{len(made)} files in {folder.name}/")
