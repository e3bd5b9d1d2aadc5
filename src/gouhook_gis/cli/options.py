"""What several commands may be told of a check, and how it is understood."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from gouhook_gis.cli.text import bilingual
from gouhook_gis.domain.words import EvidenceGroup, Stage

if TYPE_CHECKING:
    from pydantic import SecretStr

    from gouhook_gis.domain.details import ReferenceDetail


def option(name: str, *flags: str, low: float | None = None, high: float | None = None) -> object:
    """Return an option of a check with its help text `cli.check.<name>`."""
    text = bilingual(f"cli.check.{name}")
    return typer.Option(*flags, help=text, show_default=True, min=low, max=high)


ProfileName = Annotated[str, option("profile", "--profile")]
References = Annotated[list[str] | None, option("reference", "--reference")]
StageName = Annotated[Stage, option("stage", "--stage")]
FactValues = Annotated[list[str] | None, option("fact", "--fact")]
Slots = Annotated[list[str] | None, option("slot", "--slot")]
CatalogueFolder = Annotated[Path | None, option("catalogue", "--catalogue")]
DatabaseUrl = Annotated[str | None, option("database", "--database")]
Mapped = Annotated[list[str] | None, option("map", "--map")]
Required = Annotated[list[EvidenceGroup] | None, option("require", "--require")]
Details = Annotated[list[str] | None, option("reference_detail", "--reference-detail")]
Wgs84 = Annotated[bool, option("wgs84", "--wgs84-as-cgcs2000")]


def registered_in(
    database: str | None, catalogue: Path | None
) -> tuple[Path | None, SecretStr | None]:
    """Return where registered layers are: the catalogue folder, or the address of a database.
    UsageError where both were told.
    """
    from pydantic import SecretStr

    from gouhook_gis.reference.catalogue.place import database_url, standing_root

    url = database_url(database, catalogue)
    return (None, SecretStr(url)) if url else (standing_root(catalogue), None)


def slots_of(entries: list[str]) -> dict[str, str]:
    """Return `--slot NAME=EDITION` options as a mapping. UsageError for another form."""
    from gouhook_gis.domain.errors import UsageError

    slots: dict[str, str] = {}
    for entry in entries:
        name, sep, edition = entry.partition("=")
        if not sep or not name or not edition:
            raise UsageError("cli.slot_syntax", option=entry)
        slots[name] = edition
    return slots


def details_of(entries: list[str]) -> tuple[ReferenceDetail, dict[str, ReferenceDetail]]:
    """Return `--reference-detail DETAIL` and `KIND=DETAIL` options: the general value, and those by
    kind of layer. UsageError for another form.
    """
    from gouhook_gis.domain.details import ReferenceDetail
    from gouhook_gis.domain.errors import UsageError

    known = {str(detail): detail for detail in get_args(ReferenceDetail)}
    general: ReferenceDetail = "clip"
    by_kind: dict[str, ReferenceDetail] = {}
    for entry in entries:
        kind, sign, detail = entry.rpartition("=")
        if detail not in known or (sign and not kind):
            raise UsageError("restricted.wrong_detail", told=entry)
        if sign:
            by_kind[kind] = known[detail]
        else:
            general = known[detail]
    return general, by_kind
