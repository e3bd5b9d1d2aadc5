"""`gouhook doctor`: what is wrong with an installation, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from gouhook_gis.cli.service_data import Data, Url
from gouhook_gis.cli.text import Language, bilingual

if TYPE_CHECKING:
    from gouhook_gis.service.doctor.said import Level, Said

SOMETHING_WRONG = 1


def doctor(
    data: Data = None,
    database: Url = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help=bilingual("cli.doctor.only"))
    ] = None,
    lang: Language = "zh",
) -> None:
    """Look at everything; exit code 1 where something is wrong."""
    from gouhook_gis.service.doctor.looking import examine, worst
    from gouhook_gis.service.doctor.place import Place
    from gouhook_gis.service.doctor.said import Level
    from gouhook_gis.service.settings import settings_from

    place = Place(settings_from(data=data, database=database))
    found: list[tuple[str, Level]] = []
    told: dict[str, str] = {}
    for name, said in examine(place, only or ()):
        for line in _lines(name, said, told, lang):
            typer.echo(line)
        found.append((name, worst(said)))
    _table(found, lang)
    if any(level is Level.WRONG for _, level in found):
        raise typer.Exit(SOMETHING_WRONG)


def _lines(name: str, said: Sequence[Said], told: dict[str, str], lang: str) -> Iterator[str]:
    """Yield what a check says; what an earlier one has `told` is not told again."""
    from gouhook_gis.domain.catalogue import text
    from gouhook_gis.domain.message import render

    for one in said:
        seen = render(one.text, lang)
        head = f"[{text(f'doctor.level.{one.level}', {}, lang)}] {_title(name, lang)}"
        if seen in told:
            yield f"{head}: {text('doctor.as_above', {'check': told[seen]}, lang)}"
            continue
        told[seen] = _title(name, lang)
        yield f"{head}: {seen}"
        if one.todo is not None:
            yield f"    → {render(one.todo, lang)}"


def _table(found: Sequence[tuple[str, Level]], lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from gouhook_gis.domain.catalogue import text

    made = Table(box=None, pad_edge=False, show_header=False)
    for name, level in found:
        made.add_row(name, _title(name, lang), text(f"doctor.level.{level}", {}, lang))
    typer.echo("")
    Console().print(made)


def _title(name: str, lang: str) -> str:
    from gouhook_gis.domain.catalogue import text

    return text(f"doctor.check.{name}", {}, lang)
