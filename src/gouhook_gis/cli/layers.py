"""`gouhook layers`: register reference layers, look at them, take them away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gouhook_gis.cli.text import RuleFolder, bilingual, say
from gouhook_gis.reference.catalogue.place import database_url

if TYPE_CHECKING:
    from gouhook_gis.domain.layer_kind import LayerKind
    from gouhook_gis.reference.catalogue.registry import Registry

DAMAGED = 1

layers = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def _option(name: str, flag: str) -> object:
    return typer.Option(flag, help=bilingual(f"cli.layers.{name}"))


Root = Annotated[Path | None, _option("catalogue", "--catalogue")]
Url = Annotated[str | None, _option("database", "--database")]
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help=bilingual("cli.check.lang"))]
Format = Annotated[Literal["table", "json"], _option("format", "--format")]
LayerId = Annotated[str, typer.Argument(help=bilingual("cli.layers.layer_id"))]


@layers.command(help=bilingual("cli.layers.add.help"))
def add(
    kind: Annotated[str, typer.Argument(help=bilingual("cli.layers.kind"))],
    files: Annotated[list[Path], typer.Argument(help=bilingual("cli.layers.files"))],
    edition: Annotated[str, _option("edition", "--edition")],
    source: Annotated[str, _option("source", "--source")],
    valid_from: Annotated[
        datetime | None,
        typer.Option("--valid-from", formats=["%Y-%m-%d"], help=bilingual("cli.layers.valid_from")),
    ] = None,
    area: Annotated[list[str] | None, _option("area", "--area")] = None,
    coverage_polygon: Annotated[
        Path | None, _option("coverage_polygon", "--coverage-polygon")
    ] = None,
    coverage_source: Annotated[str | None, _option("coverage_source", "--coverage-source")] = None,
    layer: Annotated[str | None, _option("layer", "--layer")] = None,
    band: Annotated[
        int | None, typer.Option("--band", min=1, help=bilingual("cli.layers.band"))
    ] = None,
    legend: Annotated[list[str] | None, _option("legend", "--legend")] = None,
    catalogue: Root = None,
    database: Url = None,
    rules: RuleFolder = None,
    lang: Language = "zh",
) -> None:
    """Register one edition."""
    from gouhook_gis.cli.progress import Progress
    from gouhook_gis.domain.layer_kind import Completeness
    from gouhook_gis.domain.message import message
    from gouhook_gis.reference.catalogue.register import Registration

    chosen = _kind(kind, rules)
    said = Registration(
        edition=edition,
        source=source,
        valid_from=None if valid_from is None else valid_from.date(),
        areas=tuple(area or ()),
        coverage_polygon=coverage_polygon,
        coverage_source=coverage_source,
        layer=layer,
        band=band,
        legend=_legend(legend or ()),
    )
    with Progress(lang) as progress:
        held = _registry(catalogue, database).add(chosen, files, said, progress.layers)
    entry = held.entry
    if entry.raster is not None:
        grid = entry.raster.grid
        size = {"rows": grid.rows, "columns": grid.columns, "bands": entry.raster.bands}
        say(message("raster.added", layer=entry.layer_id, path=held.place, **size), lang)
        return
    counts = entry.model_dump(include={"records", "features", "unusable", "repaired"})
    say(message("cli.layers.added", layer=entry.layer_id, path=held.place, **counts), lang)
    if entry.completeness is Completeness.SPARSE and entry.coverage is None:
        say(message("catalogue.coverage_undeclared", layer=entry.layer_id), lang)


@layers.command("list", help=bilingual("cli.layers.list.help"))
def list_(
    catalogue: Root = None,
    database: Url = None,
    format_: Format = "table",
    lang: Language = "zh",
) -> None:
    """List every edition."""
    from gouhook_gis.cli.layer_tables import as_json, table
    from gouhook_gis.domain.message import message

    opened = _registry(catalogue, database)
    held = opened.list()
    if format_ == "json":
        typer.echo(as_json(held))
    elif not held:
        say(message("cli.layers.none", path=opened.place), lang)
    else:
        from rich.console import Console

        Console().print(table(held, lang))


@layers.command(help=bilingual("cli.layers.show.help"))
def show(
    layer_id: LayerId,
    catalogue: Root = None,
    database: Url = None,
    format_: Format = "table",
    lang: Language = "zh",
) -> None:
    """Show one edition."""
    from gouhook_gis.cli.layer_tables import as_json, lines

    opened = _registry(catalogue, database)
    held = opened.find(layer_id)
    shown = [as_json([held])] if format_ == "json" else lines(held, opened.size(layer_id), lang)
    for line in shown:
        typer.echo(line)


@layers.command(help=bilingual("cli.layers.check.help"))
def check(
    layer_ids: Annotated[
        list[str] | None, typer.Argument(help=bilingual("cli.layers.layer_ids"))
    ] = None,
    part: Annotated[str | None, _option("part", "--part")] = None,
    rebuild: Annotated[bool, _option("rebuild", "--rebuild")] = False,
    tiling: Annotated[bool, _option("tiling", "--tiling")] = False,
    catalogue: Root = None,
    database: Url = None,
    lang: Language = "zh",
) -> None:
    """Check editions; exit code 1 where one is damaged."""
    from gouhook_gis.cli.progress import Progress
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.domain.message import message

    if part is not None and len(layer_ids or ()) != 1:
        raise UsageError("catalogue.part_of_many", part=part)
    opened = _registry(catalogue, database)
    damaged = False
    for name in layer_ids or [held.entry.layer_id for held in opened.list()]:
        if rebuild:
            with Progress(lang) as progress:
                opened.rebuild(name, progress.layers, part)
            say(message("cli.layers.rebuilt", layer=name), lang)
        faults = opened.faults(name, part)
        for fault in faults or [message("cli.layers.whole", layer=name)]:
            say(fault, lang)
        damaged |= bool(faults)
        if tiling and not faults:
            from gouhook_gis.reference.tiling import tiling_said

            for said in tiling_said(opened.store(name), opened.find(name).entry):
                say(said, lang)
    if damaged:
        raise typer.Exit(DAMAGED)


@layers.command(help=bilingual("cli.layers.retire.help"))
def retire(
    layer_id: LayerId, catalogue: Root = None, database: Url = None, lang: Language = "zh"
) -> None:
    """Retire one edition."""
    from gouhook_gis.domain.message import message

    _registry(catalogue, database).retire(layer_id)
    say(message("cli.layers.retired", layer=layer_id), lang)


@layers.command(help=bilingual("cli.layers.remove.help"))
def remove(
    layer_id: LayerId, catalogue: Root = None, database: Url = None, lang: Language = "zh"
) -> None:
    """Remove one retired edition."""
    from gouhook_gis.domain.message import message

    _registry(catalogue, database).remove(layer_id)
    say(message("cli.layers.removed", layer=layer_id), lang)


def _legend(told: Sequence[str]) -> dict[str, str]:
    from gouhook_gis.domain.errors import UsageError

    pairs = [text.partition("=") for text in told]
    for (code, _, name), text in zip(pairs, told, strict=True):
        if not code.strip() or not name.strip():
            raise UsageError("raster.legend_wrong", text=text)
    return {code.strip(): name.strip() for code, _, name in pairs}


def _registry(catalogue: Path | None, database: str | None) -> Registry:
    from gouhook_gis.reference.catalogue.registry import open_registry

    return open_registry(catalogue, database_url(database, catalogue))


def _kind(name: str, own: Path | None) -> LayerKind:
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.rules.loader import library

    kinds = {kind.kind: kind for kind in library(own).layers}
    if name not in kinds:
        raise UsageError("reference.kind_unknown", kind=name, known=sorted(kinds))
    return kinds[name]
