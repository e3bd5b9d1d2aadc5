"""One submission out of everything that was read from its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.submission import Issue, LayerFound, Submission
from gouhook_gis.domain.words import Role
from gouhook_gis.formats.layer import Reading
from gouhook_gis.intake.boundaries import (
    Beside,
    filed_as_parcels,
    filed_beside,
    texts_beside,
)
from gouhook_gis.intake.boundary_joining import join_boundaries, left_out
from gouhook_gis.intake.copies import without_copies
from gouhook_gis.intake.fields import note_fields
from gouhook_gis.intake.ids import note_ids, numbered
from gouhook_gis.intake.notes import SUBMISSION, Notes
from gouhook_gis.intake.options import MappingOptions, check_targets
from gouhook_gis.intake.own_records import own_records, stem
from gouhook_gis.intake.parcel_layer import ParcelLayer
from gouhook_gis.intake.photographs import join_photographs
from gouhook_gis.intake.project import field_facts, one_project
from gouhook_gis.intake.records import Reported, read_parcels
from gouhook_gis.intake.roles import Taken, take
from gouhook_gis.intake.text import given
from gouhook_gis.intake.unused_options import note_unused_options
from gouhook_gis.intake.workbook.read import with_workbook

# Meanings whose value every record must have where some records of the layer have one.
COMPLETE = ("declared_area", "village_code", "project_code")


@dataclass(frozen=True)
class Understood:
    """A submission, and what its layers were taken for; `layers` are the parcels of its project,
    `found` those of every project in it.
    """

    submission: Submission
    taken: tuple[Taken, ...]
    found: tuple[ParcelLayer, ...]
    layers: tuple[ParcelLayer, ...]


def build_submission(
    reading: Reading, kinds: Sequence[LayerKind], options: MappingOptions
) -> Submission:
    """Return the submission of `understand`."""
    return understand(reading, kinds, options).submission


def understand(reading: Reading, kinds: Sequence[LayerKind], options: MappingOptions) -> Understood:
    """Read a submission: its parcels by role with their declared figures, and all it lacks.

    The same content in another order of rows, parts or rings gives the same submission, its
    `place`s apart. Raises UsageError for a mapping that cannot be meant (unknown target, a layer
    that never holds parcels, one meaning for two fields, a name typed that is none of a layer or
    field); the content never raises.
    """
    check_targets(options, [kind.kind for kind in kinds])
    notes = Notes(decisions=list(reading.decisions))
    layers = sorted(reading.layers, key=lambda layer: (layer.file, layer.name))
    taken = [take(layer, kinds, options, notes) for layer in layers]
    beside = texts_beside(reading.texts, kinds, options)
    notes.issues += _of_parcels(reading.issues, taken, beside)
    reported = _reported(reading.issues)
    found = []
    for item in taken:
        if item.is_parcels and item.fields is not None:
            note_fields(item.fields, notes)
            _note_crs(item, notes)
            found.append(read_parcels(item, item.fields, options, reported, notes))
    _note_roles(taken, found, notes)
    note_unused_options([*taken, *(text.taken for text in beside)], options, notes)
    parcel_layers, code = one_project(without_copies(found, notes), options, notes)
    if options.project is not None:
        notes.issues = own_records(notes.issues, found, options.project)
    _note_missing_values(parcel_layers, notes)
    parcels = numbered(parcel for layer in parcel_layers for parcel in layer.parcels())
    note_ids(parcels, parcel_layers, notes)
    elsewhere = left_out(found, parcels)
    boundaries = join_boundaries(filed_beside(beside, notes), parcels, elsewhere, notes)
    boundaries += filed_as_parcels(reading.texts, reading.layers, parcels)
    photographs = join_photographs(reading.photographs, parcels, notes)
    facts = with_workbook(field_facts(parcel_layers, code, notes), reading.workbooks, notes)
    submission = Submission(
        name=reading.name,
        sha256=reading.sha256,
        project_code=code,
        project_name=facts.text("project_name"),
        epsg=_main_epsg(parcel_layers, notes),
        parcels=parcels,
        files=reading.files,
        layers=tuple(_listed(item) for item in taken),
        issues=notes.sorted_issues(),
        decisions=notes.sorted_decisions(),
        facts=facts,
        workbook=reading.workbooks[0].file if reading.workbooks else None,
        boundaries=tuple(boundaries),
        photographs=photographs,
        isolation=reading.isolation,
    )
    return Understood(submission, tuple(taken), tuple(found), tuple(parcel_layers))


def _listed(taken: Taken) -> LayerFound:
    return LayerFound(
        file=taken.layer.file,
        name=taken.layer.name,
        records=len(taken.layer),
        epsg=taken.layer.crs.epsg,
        taken_for=taken.taken_for,
    )


def _of_parcels(
    issues: Sequence[Issue], taken: Sequence[Taken], beside: Sequence[Beside]
) -> list[Issue]:
    """Return the reader's issues without those about layers and texts that are not used.

    A shapefile's issues may name any of its members, hence the comparison without suffix.
    """
    texts = {text.text.file for text in beside if text.roles}
    used = {stem(item.path) for item in taken if item.is_parcels}
    unused = {item.path for item in taken if not item.is_parcels}
    unused |= {text.text.file for text in beside if not text.roles}
    stems = {stem(path) for path in unused} - used
    return [
        issue
        for issue in issues
        if issue.fatal
        or issue.message.id.startswith("F13.")
        or issue.subject in texts
        or not (issue.subject in unused or (issue.subject and stem(issue.subject) in stems))
    ]


def _reported(issues: Sequence[Issue]) -> Reported:
    return frozenset(
        (issue.subject, place.record)
        for issue in issues
        if issue.message.id.startswith(("F02.", "F07."))
        for place in issue.places
        if place.record is not None
    )


def _note_crs(taken: Taken, notes: Notes) -> None:
    """Take over the CRS verdict of a parcel layer; one that is not accepted is fatal."""
    crs = taken.layer.crs
    if crs.decision is not None:
        notes.decisions.append(crs.decision)
    # An empty layer has no coordinates to decide by, and nothing that could be misplaced.
    refused = crs.status != "accepted" and len(taken.layer) > 0
    notes.issues += [
        issue.model_copy(update={"fatal": issue.fatal or refused}) for issue in crs.issues
    ]
    if refused and not crs.issues:
        notes.issue("F04.no_crs", taken.path, fatal=True, layer=taken.layer.name)


def _main_epsg(layers: Sequence[ParcelLayer], notes: Notes) -> int | None:
    """Return the CRS that most parcels are in (of a draw the smaller code)."""
    counts: Counter[int] = Counter()
    for layer in layers:
        if layer.epsg is not None:
            counts[layer.epsg] += len(layer.rows)
    if not counts:
        return None
    main = min(counts, key=lambda epsg: (-counts[epsg], epsg))
    if len(counts) > 1:
        notes.decide(
            "crs",
            SUBMISSION,
            "decision.crs.several",
            main=main,
            codes=[f"EPSG:{epsg} ({counts[epsg]})" for epsg in sorted(counts)],
        )
    return main


def _note_roles(taken: Sequence[Taken], found: Sequence[ParcelLayer], notes: Notes) -> None:
    """Note that there are no parcels at all, or none of one role; a layer of which nobody knows
    what it is may hold them.
    """
    listed = [_counted(item) for item in taken]
    unknown = [_counted(item) for item in taken if item.unknown and len(item.layer)]
    if not found:
        # Where nothing could be read the reader has said why, and there is no layer to name.
        if taken or not any(issue.fatal for issue in notes.issues):
            notes.issue("F05.no_parcels", SUBMISSION, kind="submission", fatal=True, layers=listed)
        return
    empty = [layer for layer in found if not len(layer.layer)]
    nothing = not any(len(layer.rows) for layer in found)
    for layer in empty:
        notes.issue("F05.no_records", layer.path, fatal=nothing, layer=layer.layer.name)
    present = {role for layer in found for role in layer.role}
    for role in Role:
        if role in present or empty:
            continue
        if unknown:
            notes.issue(
                "F05.role_unclear", SUBMISSION, kind="submission", role=role.value, unknown=unknown
            )
        else:
            notes.issue(
                "F05.no_role", SUBMISSION, kind="submission", role=role.value, layers=listed
            )


def _counted(taken: Taken) -> str:
    """Return a layer as it is listed: its path and how many records it has."""
    return f"{taken.path}（{len(taken.layer)}）"


def _note_missing_values(layers: Sequence[ParcelLayer], notes: Notes) -> None:
    for layer in layers:
        for meaning in COMPLETE:
            found = layer.fields.get(meaning)
            if found is None:
                continue
            blank = ~given(layer.values(meaning))
            if np.any(blank) and not np.all(blank):
                notes.issue(
                    "F09.missing",
                    layer.path,
                    at=layer.places(blank, meaning),
                    layer=layer.layer.name,
                    field=found.field,
                    meaning=f"field.{meaning}",
                    count=int(blank.sum()),
                )
