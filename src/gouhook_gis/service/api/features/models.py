"""What OGC API Features answers with."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Severity, Status
from gouhook_gis.service.api.views import Link, missing


class Landing(Model):
    """The landing page of a run's findings."""

    title: str
    description: str
    links: tuple[Link, ...]


class Conformance(Model):
    """The classes of the standard that this service conforms to."""

    conforms_to: tuple[str, ...] = Field(serialization_alias="conformsTo")


class SpatialExtent(Model):
    """West, south, east, north."""

    bbox: tuple[tuple[float, float, float, float], ...]
    crs: str


class Extent(Model):
    """Where the features are."""

    spatial: SpatialExtent


class Collection(Model):
    """The findings of one run."""

    id: str
    title: str
    description: str
    item_type: Literal["feature"] = Field(default="feature", serialization_alias="itemType")
    extent: Extent | None = Field(default=None, exclude_if=missing)
    crs: tuple[str, ...]
    storage_crs: str = Field(serialization_alias="storageCrs")
    links: tuple[Link, ...]


class Collections(Model):
    """All collections: one."""

    collections: tuple[Collection, ...]
    crs: tuple[str, ...]
    links: tuple[Link, ...]


class Properties(Model):
    """What a finding says. `message` is in the language that was asked for."""

    fingerprint: str
    rule: str
    status: Status
    severity: Severity
    parcels: tuple[str, ...]
    message_id: str
    message: str
    measures: tuple[Measure, ...]


class Feature(Model):
    """One finding; `id` counts them in the order of the report. A finding without a place has no
    geometry.
    """

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: dict[str, Any] | None
    properties: Properties
    links: tuple[Link, ...] = Field(default=(), exclude_if=missing)


class FeatureCollection(Model):
    """One page of findings."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: tuple[Feature, ...]
    links: tuple[Link, ...]
    time_stamp: datetime = Field(serialization_alias="timeStamp")
    number_matched: int = Field(serialization_alias="numberMatched")
    number_returned: int = Field(serialization_alias="numberReturned")
