"""A trial (试算): the outcome of a case with parcels changed, beside that of the submission."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from gouhook_gis.domain.measure import Operator
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Role, Status, Verdict
from gouhook_gis.domain.wrong import Wrong

# A MultiPolygon has 6 levels; JSON of hundreds can be read, and not be handed on.
_LEVELS = 16


def _shallow(geometry: dict[str, Any]) -> dict[str, Any]:
    level: list[Any] = [geometry]
    for _ in range(_LEVELS):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return geometry
    raise Wrong("geometry_levels")


Drawn = Annotated[dict[str, Any], AfterValidator(_shallow)]


class Edit(Model):
    """A parcel as it would be: `geometry` is GeoJSON in the CRS of the submission, easting first;
    None: left out. All edits of a trial are told each time, against the submission.
    """

    parcel_key: str
    geometry: Drawn | None


class TrialArea(Model):
    """Official areas before and after, m² (ellipsoidal, CGCS2000). `at_least` says that a parcel
    could not be measured.
    """

    before_m2: float
    after_m2: float
    at_least: bool = False


class TrialBalance(Model):
    """The rule `code` that wants more (or not less) torn down than built, and what it says."""

    code: str
    operator: Operator
    before: Status
    after: Status


class TrialParcel(Model):
    """A changed parcel; `after_m2` None: left out."""

    parcel_key: str
    parcel_id: str
    role: Role
    before_m2: float | None
    after_m2: float | None


class TrialRule(Model):
    """A rule whose outcome or findings changed."""

    code: str
    title_zh: str
    title_en: str
    before: Status
    after: Status
    findings_before: int
    findings_after: int


class TrialFinding(Model):
    """A finding that is gone, new or still there; `geometry` GeoJSON in the submission's CRS."""

    fate: Literal["fixed", "new", "still", "unexamined"]
    rule: str
    status: Status
    parcel_keys: tuple[str, ...]
    message_zh: str
    message_en: str
    geometry: dict[str, Any] | None = None


class TrialOutcome(Model):
    """What would come of it. `seconds` is what the engine took; nothing of the submission has
    changed. `demolition`, `new_construction` are the unions of the roles; the balance is their
    difference. Findings that are `still` there are counted, and listed only where their
    parcels were changed.
    """

    verdict_before: Verdict
    verdict_after: Verdict
    demolition: TrialArea
    new_construction: TrialArea
    balance: TrialBalance | None = None
    parcels: tuple[TrialParcel, ...]
    rules: tuple[TrialRule, ...]
    findings: tuple[TrialFinding, ...]
    counts: dict[str, int]
    seconds: float


class CutQuestion(Model):
    """Cut a parcel back to the edge of what it must not touch: the features of `slots`
    ("basic_farmland"); `geometry` is the parcel as edited, None: as filed.
    """

    parcel_key: str
    slots: tuple[str, ...]
    geometry: Drawn | None = None


class ClipQuestion(Model):
    """Clip a parcel: `by` is a GeoJSON Polygon, the ground to take away, or a LineString across
    it, of whose sides the smaller goes. `geometry` as in `CutQuestion`.
    """

    parcel_key: str
    by: Drawn
    geometry: Drawn | None = None


class CutAnswer(Model):
    """The parcel cut back or clipped: the part that remains (None: nothing does), in the CRS of
    the submission.

    Areas are official, m². `parts` counts the polygons that remain; `dropped` those of them that
    the profile calls slivers: they are left out, and `removed_m2` holds their `dropped_m2`.
    """

    parcel_key: str
    geometry: dict[str, Any] | None
    before_m2: float
    after_m2: float
    removed_m2: float
    parts: int
    dropped: int = 0
    dropped_m2: float = 0.0


class Cuttable(Model):
    """A slot to whose edge a parcel of one of `roles` can be cut back, and its name."""

    slot: str
    name_zh: str
    name_en: str
    roles: tuple[Role, ...]


class Trial(Model):
    """A trial being worked on; it ends by itself after a while without questions.

    The message says why it has failed, or where it does not begin with what the run's report says.
    """

    id: str
    run_id: str
    state: Literal["starting", "ready", "failed"]
    cuttable: tuple[Cuttable, ...] = ()
    message_zh: str = ""
    message_en: str = ""
