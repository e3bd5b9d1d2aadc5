"""The routes of OGC API Features below `/api/v1/runs/{id}/features`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from gouhook_gis.domain.message import message, render
from gouhook_gis.domain.model import Model
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.callers import Reader
from gouhook_gis.service.api.context import Context, Here, no_report, with_results
from gouhook_gis.service.api.features import crs as systems
from gouhook_gis.service.api.features.models import (
    Collection,
    Collections,
    Conformance,
    Extent,
    Feature,
    FeatureCollection,
    Landing,
    Properties,
    SpatialExtent,
)
from gouhook_gis.service.api.features.queries import ItemQuery, ItemsQuery
from gouhook_gis.service.api.recorded import record_opening
from gouhook_gis.service.api.views import Link, base_of, pages, run_path
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import NotFoundError
from gouhook_gis.service.models import FindingRow, Label, Run, RunStatus
from gouhook_gis.service.records import extent, finding, findings

router = APIRouter(prefix="/api/v1/runs/{run_id}/features", tags=["features"])
COLLECTION = "findings"
# A larger limit is no mistake; the page is not larger for it.
_MOST = 1000
_PART1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_CONFORMS = (
    f"{_PART1}/core",
    f"{_PART1}/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)


class GeoJSONResponse(Response):
    """GeoJSON, already written."""

    media_type = "application/geo+json"


Name = Annotated[str, Path(pattern=f"^{COLLECTION}$")]


@router.get("", summary="Landing page")
def landing(request: Request, here: Here, who: Reader, run_id: Label) -> Landing:
    """Give this address to QGIS or ogr2ogr."""
    with here.database.reading() as session:
        run = _run(here, session, who, run_id)
    base, at = base_of(request), _at(request, run_id)
    return Landing(
        title=_title(run),
        description=render(message("service.features")),
        links=(
            Link(href=at, rel="self", type="application/json"),
            Link(href=f"{at}/conformance", rel="conformance", type="application/json"),
            Link(href=f"{at}/collections", rel="data", type="application/json"),
            Link(
                href=f"{base}/api/v1/openapi.json",
                rel="service-desc",
                type="application/vnd.oai.openapi+json;version=3.1",
            ),
        ),
    )


@router.get("/conformance", summary="Conformance classes")
def conformance(here: Here, who: Reader, run_id: Label) -> Conformance:
    """Core and GeoJSON of Part 1, CRS of Part 2."""
    with here.database.reading() as session:
        _run(here, session, who, run_id)
    return Conformance(conforms_to=_CONFORMS)


@router.get("/collections", summary="Collections")
def collections(request: Request, here: Here, who: Reader, run_id: Label) -> Collections:
    """There is one: `findings`."""
    with here.database.reading() as session:
        run = _run(here, session, who, run_id)
        one = _collection(request, session, run)
    at = f"{_at(request, run_id)}/collections"
    return Collections(
        collections=(one,), crs=one.crs, links=(Link(href=at, rel="self", type="application/json"),)
    )


@router.get("/collections/{collection}", summary="A collection")
def collection(
    request: Request, here: Here, who: Reader, run_id: Label, collection: Name
) -> Collection:
    """The findings, with their extent and the CRSs in which they can be had."""
    with here.database.reading() as session:
        return _collection(request, session, _run(here, session, who, run_id))


@router.get(
    "/collections/{collection}/items",
    summary="Findings, a page at a time",
    response_class=GeoJSONResponse,
    responses={200: {"model": FeatureCollection}},
)
def items(
    request: Request,
    here: Here,
    who: Reader,
    run_id: Label,
    collection: Name,
    asked: Annotated[ItemsQuery, Query()],
) -> Response:
    """In the order of the report; `next` leads to the next page."""
    limit = min(asked.limit, _MOST)
    with here.database.reading() as session:
        run = _run(here, session, who, run_id)
        system = systems.system_of(run, asked.crs)
        boxed = systems.system_of(run, asked.bbox_crs)
        box = None if asked.bbox is None else systems.box_in(systems.parsed_box(asked.bbox), boxed)
        rows, total = findings(
            session,
            run_id,
            rule=asked.rule,
            parcel=asked.parcel,
            bbox=box,
            crs84=boxed.degrees,
            offset=asked.offset,
            limit=limit,
        )
    record_opening(here, who, Deed.REPORT_READ, run_id, "features")
    page = FeatureCollection(
        features=tuple(_feature(row, system, asked.lang) for row in rows),
        links=tuple(pages(request, total, asked.offset, limit, GeoJSONResponse.media_type)),
        time_stamp=datetime.now(UTC),
        number_matched=total,
        number_returned=len(rows),
    )
    return _geojson(page, system)


@router.get(
    "/collections/{collection}/items/{ordinal}",
    summary="One finding",
    response_class=GeoJSONResponse,
    responses={200: {"model": Feature}},
)
def item(
    request: Request,
    here: Here,
    who: Reader,
    run_id: Label,
    collection: Name,
    ordinal: Annotated[int, Path(ge=1, le=1_000_000_000)],
    asked: Annotated[ItemQuery, Query()],
) -> Response:
    """By its number in the report, from 1."""
    with here.database.reading() as session:
        run = _run(here, session, who, run_id)
        system = systems.system_of(run, asked.crs)
        row = finding(session, run_id, ordinal)
    if row is None:
        raise NotFoundError("service.no_finding", run=run_id, finding=ordinal)
    record_opening(here, who, Deed.REPORT_READ, run_id, "features")
    at = f"{_at(request, run_id)}/collections/{COLLECTION}"
    links = (
        Link(href=f"{at}/items/{ordinal}", rel="self", type=GeoJSONResponse.media_type),
        Link(href=at, rel="collection", type="application/json"),
    )
    return _geojson(_feature(row, system, asked.lang, links), system)


def _run(here: Context, session: Session, who: Caller, run_id: str) -> Run:
    run = with_results(here, session, who, run_id)
    if run.status is not RunStatus.SUCCEEDED:
        raise no_report(run)
    return run


def _at(request: Request, run_id: str) -> str:
    return f"{base_of(request)}{run_path(run_id)}/features"


def _title(run: Run) -> str:
    return " ".join(part for part in (run.project_code, run.project_name) if part) or run.id


def _collection(request: Request, session: Session, run: Run) -> Collection:
    box = extent(session, run.id)
    at = f"{_at(request, run.id)}/collections/{COLLECTION}"
    return Collection(
        id=COLLECTION,
        title=_title(run),
        description=render(message("service.features")),
        extent=None
        if box is None
        else Extent(spatial=SpatialExtent(bbox=(box,), crs=systems.CRS84)),
        crs=tuple(system.uri for system in systems.systems_of(run)),
        storage_crs=systems.storage_of(run),
        links=tuple(_ways(at)),
    )


def _ways(at: str) -> Iterable[Link]:
    yield Link(href=at, rel="self", type="application/json")
    yield Link(href=f"{at}/items", rel="items", type=GeoJSONResponse.media_type)


def _feature(
    row: FindingRow, system: systems.System, lang: str, links: tuple[Link, ...] = ()
) -> Feature:
    return Feature(
        id=row.ordinal,
        geometry=systems.geometry_in(row, system),
        properties=Properties(
            fingerprint=row.fingerprint,
            rule=row.rule,
            status=row.status,
            severity=row.severity,
            parcels=row.parcel_ids,
            message_id=row.message.id,
            message=render(row.message, lang),
            measures=row.measures,
        ),
        links=links,
    )


def _geojson(content: Model, system: systems.System) -> GeoJSONResponse:
    return GeoJSONResponse(
        content.model_dump_json(by_alias=True), headers={"Content-Crs": f"<{system.uri}>"}
    )
