"""数线图对照表: whether a parcel's figures, its filed boundary and the change survey agree.

数 (figures) is what is declared, 线 (boundary) the filed coordinates, 图 (map) the change survey.
Areas in m², distances in metres, shares from 0 to 1; None is what could not be told, never zero.
"""

from __future__ import annotations

from typing import Any, Literal

from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Role, Status


class ClassArea(Model):
    """Ground of one land class: `gross`, and `net` of field ridges where it is farmland."""

    code: str
    gross_m2: float
    net_m2: float | None = None


class FiguresSide(Model):
    """数: areas as declared, each converted to m², with the unit's resolution in `resolution_m2`.

    `declared` is that of the parcel layer, `text` that of the coordinate text's header line,
    `linked` that of the 挂接表; `farmland` the cultivated land filed (net of ridges).
    """

    declared_m2: float | None = None
    text_m2: float | None = None
    linked_m2: float | None = None
    farmland_m2: float | None = None
    resolution_m2: float | None = None


class BoundarySide(Model):
    """线: the parcel layer's outline, and the coordinate text beside it.

    `points_declared` is the header line's count, `points_text` and `points_layer` those found,
    counted as the header line does (with or without the row that closes a ring). `farthest_m` is
    the greatest distance between points that belong together. `added` names points (点号, else an
    ordinal) that only the text has, `missing` those that only the layer has, by the points of the
    text between which they would stand.
    """

    area_ellipsoidal_m2: float | None = None
    area_planar_m2: float | None = None
    file: str | None = None
    text_area_ellipsoidal_m2: float | None = None
    text_area_planar_m2: float | None = None
    points_declared: int | None = None
    points_text: int | None = None
    points_layer: int | None = None
    farthest_m: float | None = None
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


class Displacement(Model):
    """How far one line lies from another, along its whole length: metres."""

    greatest_m: float
    p95_m: float
    mean_m: float


class MapSide(Model):
    """图: what the change survey says of the ground of a parcel.

    `layer_id` is the change layer in which the change was found and `year` its year;
    `covered_m2` the ground that the layer answers for. `coincident_m2` lies in change pieces
    (rural construction land before, farmland after), `share` is 套合率; `outside_m2` is the rest,
    by its class afterwards in `unchanged`. Displacements and `iou` are against the dissolved change
    pieces that meet the parcel: `from_parcel` of its line to theirs, `to_parcel` the other way.
    """

    layer_id: str | None = None
    year: int | None = None
    covered_m2: float | None = None
    coincident_m2: float | None = None
    share: float | None = None
    outside_m2: float | None = None
    unchanged: tuple[ClassArea, ...] = ()
    before: tuple[ClassArea, ...] = ()
    after: tuple[ClassArea, ...] = ()
    farmland_gross_m2: float | None = None
    farmland_net_m2: float | None = None
    from_parcel: Displacement | None = None
    to_parcel: Displacement | None = None
    iou: float | None = None
    below_minimum: bool = False
    slope_class: str | None = None
    grade: float | None = None


class GroundSide(Model):
    """What rasters show of the ground: shares of the parcel's area.

    `steep` is 25° and above by the elevation model, `measured` the ground that has a slope (what is
    not measured may be steep too); `cover` are land-cover classes by code; `changed` what differs
    between two images, and `notes` what is to be said of it: hints, which decide nothing.
    """

    steep: float | None = None
    measured: float | None = None
    cover: dict[str, float] = {}
    changed: float | None = None
    notes: tuple[Message, ...] = ()


Part = Literal["figures_boundary", "boundary_map", "figures_map"]


class PartOutcome(Model):
    """Whether two of the three agree: `difference` m² (first minus second), and why."""

    part: Part
    status: Status
    difference_m2: float | None = None
    notes: tuple[Message, ...] = ()


class ReconciledParcel(Model):
    """One row of the table. `parts` holds the three comparisons in the order of `Part`.

    `drawing` maps "filed", "text", "changed" and "between" to GeoJSON in `result.crs`, of parcels
    that differ only; survey shapes are clipped as the reference detail says.
    """

    key: str
    id: str
    role: Role
    village_code: str | None = None
    village_name: str | None = None
    figures: FiguresSide = FiguresSide()
    boundary: BoundarySide = BoundarySide()
    map: MapSide = MapSide()
    ground: GroundSide = GroundSide()
    photographs: tuple[str, ...] = ()
    parts: tuple[PartOutcome, ...] = ()
    status: Status
    drawing: dict[str, dict[str, Any]] = {}


class SurveyPair(Model):
    """One piece of ground that a parcel shares with a patch of the change survey.

    Patches are named 图斑号 + 坐落单位 (TBBH and ZLDWDM), never joined across years by BSM;
    `process_id` is the BSM of the change record. `area_m2` add up to `covered_m2` of the parcel;
    `of_parcel` is its share of the parcel, `of_patch` that of the change record (of the patch where
    nothing changed): a patch afterwards may hold far more than what changed. Farmland `net_m2` is
    less `ridge_ratio`.
    """

    parcel_key: str
    parcel_id: str
    layer_id: str
    process_id: str | None = None
    patch_before: str | None = None
    patch_after: str | None = None
    class_before: str | None = None
    class_after: str | None = None
    area_m2: float
    of_parcel: float
    of_patch: float | None = None
    ridge_ratio: float | None = None
    ridge_m2: float | None = None
    net_m2: float | None = None


class FiledPhotograph(Model):
    """A photograph as it is listed beside its parcel."""

    number: str
    file: str
    parcel_key: str | None = None
    taken: str | None = None
    azimuth_deg: float | None = None


class Sum(Model):
    """A declared total beside the sum of what it totals.

    `name` is the fact, or "declared/ROLE/MOMENT/CLASS" of the table of declared totals; `label`
    says it in words.
    """

    name: str
    label: Message | None = None
    declared_m2: float | None
    computed_m2: float | None
    status: Status
    notes: tuple[Message, ...] = ()


class Reconciliation(Model):
    """The table, its pairs, and the layers it rests on. `thresholds` are those of the profile;
    `legend` names classes of land cover by code.
    """

    acceptance_document: str | None = None
    acceptance_date: str | None = None
    layers: dict[str, str] = {}
    rows: tuple[ReconciledParcel, ...] = ()
    pairs: tuple[SurveyPair, ...] = ()
    totals: tuple[Sum, ...] = ()
    photographs: tuple[FiledPhotograph, ...] = ()
    thresholds: dict[str, float] = {}
    legend: dict[str, str] = {}
    # What keeps a part of the table from being filled, once for all rows.
    missing: tuple[Message, ...] = ()
