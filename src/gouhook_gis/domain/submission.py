"""One submission as `intake/` hands it on: parcels, and everything noticed on the way."""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.filed import FiledBoundary, Photograph
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import Purpose, Role


class Place(Model):
    """Where something stands in the files handed in; `record` counts from 1."""

    file: str
    record: int | None = None
    field: str | None = None


class DeclaredArea(Model):
    """An area as filed: the number, its unit and how the unit was decided."""

    value: float
    unit: AreaUnit
    field: str
    unit_reason: Message


class Parcel(Model):
    """One parcel of the project area.

    `id` is the declared 地块编号, blanks trimmed; `key` is unique in the submission. `geometry`
    is None where the record has none that can be used; an invalid one is kept as filed.
    """

    key: str
    id: str
    role: Role
    purpose: Purpose | None = None
    village_code: str | None = None
    project_code: str | None = None
    county_code: str | None = None
    geometry: Geometry | None
    declared_area: DeclaredArea | None = None
    content_id: str | None = None
    attributes: dict[str, JsonValue] = {}
    place: Place


class Issue(Model):
    """Something intake noticed. Which F rule counts it, and how, is in that rule's file.

    `subject` is a parcel key, or a file or layer path inside the submission.
    """

    message: Message
    subject_type: Literal["submission", "file", "layer", "parcel"] = "file"
    subject: str
    places: tuple[Place, ...] = ()
    fatal: bool = False
    geometry: Geometry | None = None


Topic = Literal[
    "encoding", "crs", "role", "field", "area_unit", "datum", "option", "fact", "reference"
]


class Decision(Model):
    """Something that was decided for the submitter (encoding, CRS, role, unit), and why."""

    topic: Topic
    subject: str
    message: Message


class SourceFile(Model):
    """A file of the submission."""

    path: str
    sha256: str
    size: int


class LayerFound(Model):
    """A layer found in the submission and what it was taken for."""

    file: str
    name: str
    records: int
    epsg: int | None = None
    taken_for: str | None = None  # "demolition", "new_construction", "parcels", a layer kind, None


class Submission(Model):
    """What was handed in, read and understood. `unreadable` when any issue is fatal."""

    name: str
    sha256: str | None = None
    project_code: str | None = None
    project_name: str | None = None
    epsg: int | None = None
    parcels: tuple[Parcel, ...] = ()
    files: tuple[SourceFile, ...] = ()
    layers: tuple[LayerFound, ...] = ()
    issues: tuple[Issue, ...] = ()
    decisions: tuple[Decision, ...] = ()
    # Facts read from the parcels' own fields (project code, county code, surplus quota …).
    facts: Facts = Facts()
    # The workbook of the project that was found in it, whether or not anything in it would do.
    workbook: str | None = None
    # Coordinate texts beside the parcel layers, and photographs, each with its parcel where it is
    # known which that is.
    boundaries: tuple[FiledBoundary, ...] = ()
    photographs: tuple[Photograph, ...] = ()
    # How the untrusted files were parsed ("child:…" or "in-process:…"), for provenance.
    isolation: str = ""

    @property
    def unreadable(self) -> bool:
        """Whether nothing can be said about this submission but why it cannot be read."""
        return any(issue.fatal for issue in self.issues)
