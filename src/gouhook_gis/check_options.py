"""What a user may say beside the submission and the reference layers, and how it is understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic import JsonValue, SecretStr

from gouhook_gis.domain.details import EVERY, ReferenceDetail
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.told import Told
from gouhook_gis.domain.words import EvidenceGroup, Stage
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.intake.facts import facts_of_options
from gouhook_gis.intake.options import MappingOptions, parse_map_options
from gouhook_gis.intake.told import told_in
from gouhook_gis.intake.waivers import read_waivers


class CheckOptions(Model):
    """What a user may say beside the submission and the reference layers.

    `rules` is a folder of rule data of the user's own, beside the installed one.
    `facts` are "key=value" strings, `facts_file` a JSON file or a workbook; `map` as `--map`;
    both may name files of this machine, unless `files` is False (said by somebody elsewhere);
    `slots` maps a slot, a kind or a moment to an edition; `catalogue` is a folder of registered
    layers, for the kinds that no path names, or `database` the address of a PostGIS database of
    them; `as_of` overrides the law date. `previous` is the earlier (or the approved) version of
    the project area, `waivers` a file of approved exceptions. `reference_detail`,
    `reference_details`, `clip_hectares`: see `Case`.
    """

    profile: str = "national"
    rules: Path | None = None
    stage: Stage = Stage.APPLICATION
    facts: tuple[str, ...] = ()
    facts_file: Path | None = None
    map: tuple[str, ...] = ()
    files: bool = True
    slots: dict[str, str] = {}
    catalogue: Path | None = None
    database: SecretStr | None = None
    as_of: date | None = None
    require: tuple[EvidenceGroup, ...] | None = None
    project: str | None = None
    previous: Path | None = None
    waivers: Path | None = None
    reference_detail: ReferenceDetail = "clip"
    reference_details: dict[str, ReferenceDetail] = {}
    clip_hectares: float | None = None
    read: ReadOptions = ReadOptions()


def told_of(options: CheckOptions) -> Told:
    """Understand what was said beside the files. Raises UsageError for what cannot be meant."""
    filed, wrong_cells = told_in(options.facts_file)
    mapping = mapping_of(options)
    typed: list[JsonValue] = [*sorted(mapping.typed)]
    return Told(
        facts_filed=filed,
        wrong_cells=wrong_cells,
        facts_told=facts_of_options(options.facts, files=options.files),
        mapping=mapping.model_dump(mode="json", exclude={"typed"}) | {"typed": typed},
        read=options.read.model_dump(mode="json"),
        slots=options.slots,
        as_of=options.as_of,
        require=options.require,
        reference_detail=options.reference_detail,
        reference_details=options.reference_details,
        clip_hectares=options.clip_hectares,
        waivers=() if options.waivers is None else read_waivers(options.waivers),
    )


def mapping_of(options: CheckOptions) -> MappingOptions:
    """Return what the user said about layers and fields."""
    mapping = parse_map_options(options.map, files=options.files)
    if options.project is None:
        return mapping
    return mapping.model_copy(update={"project": options.project})


def require_kinds(details: Mapping[str, ReferenceDetail], kinds: Sequence[LayerKind]) -> None:
    """Raise UsageError where details name a kind of layer that there is not."""
    known = [EVERY, *sorted(kind.kind for kind in kinds)]
    for kind in details:
        if kind not in known:
            raise UsageError("restricted.unknown_kind", kind=kind, known=known)
