"""Which requirements of the regulations are no rule yet, and why: `docs/rules/not-covered.md`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).parent.parent / "tests" / "rules" / "catalogue.yaml"


class Reason(BaseModel):
    """Why some requirements are no rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: tuple[str, ...]
    zh: str
    en: str


class Catalogue(BaseModel):
    """All requirements by code, with short titles, and the reasons of those that are no rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    requirements: dict[str, str]
    not_covered: tuple[Reason, ...]


def catalogue() -> Catalogue:
    """Read the catalogue of requirements."""
    return Catalogue.model_validate(yaml.safe_load(FILE.read_text("utf-8")))


def page() -> str:
    """Return the page, in Chinese first."""
    return "\n".join([*_lines(catalogue()), ""])


def _lines(read: Catalogue) -> Iterator[str]:
    total, missing = len(read.requirements), sum(len(item.codes) for item in read.not_covered)
    yield "# 尚未成为规则的要求 · Requirements that are no rule yet"
    yield ""
    yield "由 `tests/rules/catalogue.yaml` 自动生成（`make docs`），请勿手改。"
    yield "Generated from `tests/rules/catalogue.yaml` by `make docs`; do not edit."
    yield ""
    yield f"法规中可由程序检查的要求共 {total} 项，其中 {total - missing} 项已是规则"
    yield f"（见[规则一览](README.md)），以下 {missing} 项还不是；报告不对它们作结论。"
    yield f"Of {total} requirements that a program can check {total - missing} are rules"
    yield f"([list](README.md)); these {missing} are not yet, and no report says anything of them."
    for item in read.not_covered:
        yield ""
        yield f"{item.zh}"
        yield f"{item.en}"
        yield ""
        yield "| 编号 | 要求 |"
        yield "| --- | --- |"
        for code in item.codes:
            yield f"| {code} | {read.requirements[code]} |"
