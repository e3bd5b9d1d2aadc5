"""With `--project`, what is wrong with the records of other projects is none of ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.submission import Issue
from gouhook_gis.intake.parcel_layer import ParcelLayer


def own_records(issues: Sequence[Issue], layers: Sequence[ParcelLayer], wanted: str) -> list[Issue]:
    """Return the issues without places in records that carry another project's code.

    An issue that has no other places is dropped unless it is fatal; a `count` of its places
    follows them. A record without a code may be of the project, and stays.
    """
    foreign = {stem(layer.path): _foreign(layer, wanted) for layer in layers}
    kept = (_without(issue, foreign.get(stem(issue.subject), frozenset())) for issue in issues)
    return [issue for issue in kept if issue is not None]


def stem(path: str) -> str:
    """Return a path by which a layer and every member of its shapefile are one."""
    whole = PurePosixPath(path)
    return str(whole.with_suffix("") if whole.name else whole).casefold()


def _foreign(layer: ParcelLayer, wanted: str) -> frozenset[int]:
    codes = layer.fields.values("project_code")
    return frozenset(
        int(record)
        for record, code in zip(layer.layer.records, codes, strict=True)
        if code and folded(code) != folded(wanted)
    )


def _without(issue: Issue, foreign: frozenset[int]) -> Issue | None:
    places = tuple(place for place in issue.places if place.record not in foreign)
    if len(places) == len(issue.places):
        return issue
    if not places and not issue.fatal:
        return None
    params = dict(issue.message.params)
    if params.get("count") == len(issue.places):
        params["count"] = len(places)
    said = issue.message.model_copy(update={"params": params})
    return issue.model_copy(update={"places": places, "message": said})
