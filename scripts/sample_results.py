"""Write the program's whole `result` for each check of `sample_data/profiles/*/expected.yaml`,
but for what explains each rule, which is that of the packs.

The files are read by people, line by line, before they are committed; a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import JsonValue

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.report import Result

PROFILES = Path(__file__).resolve().parents[1] / "sample_data" / "profiles"


def runs() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the folder of a profile and each of its runs."""
    for path in sorted(PROFILES.glob("*/expected.yaml")):
        for run in yaml.safe_load(path.read_text("utf-8"))["runs"]:
            yield path.parent, run


def result_of(folder: Path, run: dict[str, Any]) -> Result:
    """Check the submission of a run and return its result."""
    told = dict(run["options"])
    previous = told.pop("previous", None)
    options = CheckOptions.model_validate(
        {**told, "profile": folder.name, "previous": folder / previous if previous else None}
    )
    return check(folder / run["submission"], [folder / "reference"], options).result


def text_of(result: Result) -> str:
    """Return a result as the files hold it: canonical, one line a key, a parcel, a rule, or a row
    of the table of figures, boundaries and map.
    """
    content = result.model_dump(mode="json", exclude={"rules": {"__all__": {"texts"}}})
    table = content["reconciliation"]
    shown = content | {"reconciliation": None}
    lines = {key: _lines(value) for key, value in shown.items()}
    if table is not None:
        lines["reconciliation"] = _keys({key: _lines(value) for key, value in table.items()})
    return _keys(lines) + "\n"


def _keys(lines: Mapping[str, str]) -> str:
    """Return an object whose values are written already, one line a key."""
    keys = (f"{canonical_json(key)}:{lines[key]}" for key in sorted(lines))
    return "{\n" + ",\n".join(keys) + "\n}"


def _lines(value: JsonValue) -> str:
    if isinstance(value, list) and value:
        return "[\n  " + ",\n  ".join(map(canonical_json, value)) + "\n]"
    return canonical_json(value)


def main() -> None:
    """Write `results/<run>.json` into the folder of each profile."""
    for folder, run in runs():
        (folder / "results").mkdir(exist_ok=True)
        path = folder / "results" / f"{run['name']}.json"
        path.write_text(text_of(result_of(folder, run)), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
