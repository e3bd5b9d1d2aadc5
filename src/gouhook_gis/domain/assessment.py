"""What a rule says of one subject, and the evidence for it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import JsonValue

from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Severity, Status


class Subject(Model):
    """What an assessment is about: the project, a parcel, a village, a layer, a file …

    `name` is that of a village where a layer or a fact tells it.
    """

    type: Literal["project", "parcel", "village", "township", "county", "layer", "file", "role"]
    id: str
    name: str | None = None


class Finding(Model):
    """One piece of evidence.

    `parcel_ids` are the ids as filed, `parcel_keys` the unique keys beside them; `geometry` is
    GeoJSON in `result.crs`, easting first. `fingerprint` and `ordinal` are given by the engine.
    """

    fingerprint: str = ""
    parcel_ids: tuple[str, ...] = ()
    parcel_keys: tuple[str, ...] = ()
    layer_kind: str = ""
    reference_ids: tuple[str, ...] = ()
    message_id: str
    params: dict[str, JsonValue] = {}
    measures: tuple[Measure, ...] = ()
    geometry: dict[str, Any] | None = None
    # The whole outline of the reference features, only with `--reference-detail full`.
    reference_geometry: dict[str, Any] | None = None

    @property
    def message(self) -> Message:
        """Return what the finding says."""
        return Message(id=self.message_id, params=self.params)


class Assessment(Model):
    """The outcome for one subject, with what was examined to reach it.

    `examined` holds counts and layers, for example {"parcels": 12, "features": 3,
    "layer": "basic_farmland@2024"}. `severity` is that of its part.
    """

    subject: Subject
    part: str = ""
    status: Status
    severity: Severity = Severity.ERROR
    reason: Message | None = None
    examined: dict[str, JsonValue] = {}
    measures: tuple[Measure, ...] = ()
    findings: tuple[Finding, ...] = ()
