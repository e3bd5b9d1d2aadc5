"""`gouhook convert`: parcels from one format to another, coordinate text among them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from gouhook_gis.cli.text import Language, bilingual, say

ALL, LEFT_OUT, UNREADABLE = 0, 3, 4


def _option(name: str, *flags: str, low: float | None = None, high: float | None = None) -> object:
    return typer.Option(*flags, help=bilingual(name), min=low, max=high)


def convert(
    source: Annotated[Path, typer.Argument(help=bilingual("cli.convert.source"))],
    out: Annotated[Path, typer.Argument(help=bilingual("cli.convert.out"))],
    crs: Annotated[int | None, _option("cli.convert.crs", "--crs")] = None,
    field: Annotated[list[str] | None, _option("cli.convert.field", "--field")] = None,
    encoding: Annotated[
        Literal["gbk", "utf-8"] | None, _option("cli.convert.encoding", "--encoding")
    ] = None,
    decimals: Annotated[int, _option("cli.convert.decimals", "--decimals", low=3, high=6)] = 3,
    area_unit: Annotated[
        Literal["ha", "mu", "m2"] | None, _option("cli.convert.area_unit", "--area-unit")
    ] = None,
    layer: Annotated[str | None, _option("cli.convert.layer", "--layer")] = None,
    overwrite: Annotated[bool, _option("cli.convert.overwrite", "--overwrite")] = False,
    epsg: Annotated[int | None, _option("cli.check.epsg", "--epsg")] = None,
    longitude: Annotated[
        float | None, _option("cli.check.longitude", "--longitude", low=73, high=136)
    ] = None,
    wgs84_as_cgcs2000: Annotated[bool, _option("cli.check.wgs84", "--wgs84-as-cgcs2000")] = False,
    lang: Language = "zh",
) -> None:
    """Convert SOURCE into the file OUT; the exit code says whether all of it is there."""
    from gouhook_gis.cli.progress import Progress
    from gouhook_gis.conversion.convert import UnreadableError
    from gouhook_gis.conversion.convert import convert as run
    from gouhook_gis.conversion.options import ConvertOptions
    from gouhook_gis.domain.errors import RefusedError
    from gouhook_gis.domain.units import AreaUnit
    from gouhook_gis.formats.options import ReadOptions

    codec: Literal["GBK", "UTF-8"] | None = None
    if encoding is not None:
        codec = "GBK" if encoding == "gbk" else "UTF-8"
    options = ConvertOptions(
        crs=crs,
        fields=tuple(field or ()),
        encoding=codec,
        decimals=decimals,
        area_unit=None if area_unit is None else AreaUnit(area_unit),
        layer=layer,
        overwrite=overwrite,
        read=ReadOptions(wgs84_as_cgcs2000=wgs84_as_cgcs2000, epsg=epsg, longitude=longitude),
    )
    try:
        with Progress(lang) as progress:
            done = run(source, out, options, step=progress.step)
    except RefusedError as error:
        for reason in error.reasons if isinstance(error, UnreadableError) else ():
            say(reason, error=True)
        say(error.message, error=True)
        raise typer.Exit(UNREADABLE) from error
    for item in done.told:
        say(item, lang)
    for path in done.files:
        typer.echo(f"  {path}")
    raise typer.Exit(ALL if done.complete else LEFT_OUT)
