"""The tasks `register` and `retire`: editions of reference layers, and their mirror in a table."""

from __future__ import annotations

import json

import numpy as np

import shapely

from gouhook_gis.domain.case import DeclaredCoverage
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.geometry.transform import vertices_to_epsg
from gouhook_gis.geometry.zones import GEOGRAPHIC
from gouhook_gis.reference.catalogue.catalogue import Held
from gouhook_gis.reference.catalogue.entry import Entry
from gouhook_gis.reference.catalogue.register import Registration
from gouhook_gis.reference.catalogue.registry import Registered, Registry, open_registry
from gouhook_gis.reference.descriptor import declared_coverage
from gouhook_gis.rules.loader import library
from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.models import Box, LayerRow, RegisterRequest, RetireRequest, Run
from gouhook_gis.service.records.layers import mirror as mirrored
from gouhook_gis.service.runs.attempt import Attempt
from gouhook_gis.service.runs.checking import submitted
from gouhook_gis.service.runs.layer_files import allowed, layer_files
from gouhook_gis.service.runs.work_done import WorkDone
from gouhook_gis.service.settings import Settings

# A coverage on a map of a county: finer than this nobody sees, degrees.
_TOLERANCE = 1e-4


def register(attempt: Attempt) -> WorkDone:
    """Register the edition of a run, from its upload or from a path on the server."""
    run, settings = attempt.run, attempt.settings
    request = run.request
    assert isinstance(request, RegisterRequest)  # noqa: S101 - a run of this task has no other
    attempt.following.step("read")
    kind = _kind(request.kind, settings)
    if request.path is None:
        upload = submitted(attempt, run.submission_id, "upload")
        sources = layer_files(upload, attempt.scratch / "layer")
    else:
        sources = [allowed(request.path, settings.layers_folder)]
    said = Registration(
        edition=request.edition,
        source=request.source,
        valid_from=request.valid_from,
        areas=request.areas,
        coverage_source=request.coverage_source,
        layer=request.layer,
        confined=request.path is None,
    )
    registry = _registry(settings)
    try:
        registry.add(kind, sources, said, attempt.following.layers)
    except UsageError:
        if not _ours(registry, run, request):
            raise
    mirror(attempt.database, settings)
    with attempt.database.changing() as session:
        layer = f"{request.kind}@{request.edition}"
        records.audit(session, "worker", Deed.LAYER_REGISTERED, layer, run=run.id)
    return WorkDone()


def retire(attempt: Attempt) -> WorkDone:
    """Retire an edition: it is kept, but no slot takes it unless told to."""
    run, database, settings = attempt.run, attempt.database, attempt.settings
    request = run.request
    assert isinstance(request, RetireRequest)  # noqa: S101 - a run of this task has no other
    _registry(settings).retire(request.layer_id)
    mirror(database, settings)
    with database.changing() as session:
        records.audit(session, "worker", Deed.LAYER_RETIRED, request.layer_id, run=run.id)
    return WorkDone()


def mirror(database: Database, settings: Settings) -> None:
    """Make the table of layers what the catalogue holds, where the two differ."""
    folder = settings.registered
    if folder is not None and not folder.is_dir():
        held: list[LayerRow] = []
    else:
        held = [_row(item) for item in _registry(settings).list()]
    with database.reading() as session:
        known = [row.model_copy(update={"used_by": 0}) for row in records.layers(session)]
    if known != sorted(held, key=lambda row: (row.kind, row.edition)):
        with database.changing() as session:
            mirrored(session, held)


def _registry(settings: Settings) -> Registry:
    url = None if settings.database is None else settings.url
    return open_registry(settings.registered, url)


def _kind(name: str, settings: Settings) -> LayerKind:
    kinds = {kind.kind: kind for kind in library(settings.rules).layers}
    if name not in kinds:
        raise UsageError("reference.kind_unknown", kind=name, known=sorted(kinds))
    return kinds[name]


def _ours(registry: Registry, run: Run, request: RegisterRequest) -> bool:
    """Whether an earlier attempt at this run registered the edition and died before it said so."""
    layer = f"{request.kind}@{request.edition}"
    held = {item.entry.layer_id: item.entry for item in registry.list()}
    entry = held.get(layer)
    if run.attempt == 1 or entry is None:
        return False
    return entry.registered >= run.created and entry.source == request.source


def _row(item: Registered) -> LayerRow:
    entry = item.entry
    return LayerRow(
        kind=entry.kind,
        edition=entry.edition,
        completeness=entry.completeness.value,
        records=entry.records,
        source=entry.source,
        epsg=entry.epsg,
        areas=entry.areas,
        coverage=_coverage(item),
        extent_crs84=_extent(entry),
        valid_from=entry.valid_from,
        restricted=entry.restricted,
        retired=item.retired,
        registered=entry.registered,
        sha256=entry.sha256,
    )


def _coverage(item: Registered) -> dict[str, object] | None:
    """Return the declared polygon, simplified for a map."""
    declared: DeclaredCoverage | None = None
    if isinstance(item, Held):
        declared = declared_coverage(item.entry.coverage, item.folder)
    else:
        # Imported only now: an embedded worker loads nothing of PostgreSQL.
        from gouhook_gis.reference.postgis.held import HeldRow

        if isinstance(item, HeldRow):
            declared = item.declared_coverage
    if declared is None or declared.polygon is None:
        return None
    shape = shapely.simplify(shapely.from_wkb(declared.polygon.wkb), _TOLERANCE)
    shown: dict[str, object] = json.loads(shapely.to_geojson(shape))
    return shown


def _extent(entry: Entry) -> Box | None:
    if len(entry.extent) != 4:
        return None
    box = np.array([shapely.box(*entry.extent)], dtype=object)
    bounds = shapely.bounds(vertices_to_epsg(box, entry.epsg, GEOGRAPHIC))[0]
    if not np.isfinite(bounds).all():
        return None
    west, south, east, north = (float(side) for side in bounds)
    return west, south, east, north
