"""What was said for one check beside its files: with them, enough to run it again."""

from __future__ import annotations

from datetime import date

from pydantic import JsonValue

from gouhook_gis.domain.case import Waiver
from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.submission import Issue
from gouhook_gis.domain.words import EvidenceGroup


class Told(Model):
    """What a check was told, as it was understood: no path, no file is needed to say it again.

    `facts_filed` are those of a facts file with the cells of it that would not do,
    `facts_told` those said one by one; `mapping` and `read` are options of intake and of reading.
    The details are those that were shown, which `clip_hectares` may have lowered (see `Case`).
    """

    facts_filed: Facts = Facts()
    wrong_cells: tuple[Issue, ...] = ()
    facts_told: Facts = Facts()
    mapping: dict[str, JsonValue] = {}
    read: dict[str, JsonValue] = {}
    slots: dict[str, str] = {}
    as_of: date | None = None
    require: tuple[EvidenceGroup, ...] | None = None
    reference_detail: ReferenceDetail = "clip"
    reference_details: dict[str, ReferenceDetail] = {}
    clip_hectares: float | None = None
    waivers: tuple[Waiver, ...] = ()
