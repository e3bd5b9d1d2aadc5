"""What may be asked of findings."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from gouhook_gis.domain.model import Model
from gouhook_gis.service.api.features import crs as systems
from gouhook_gis.service.api.views import Offset
from gouhook_gis.service.models import Label, Language


def _checked(text: str) -> str:
    systems.parsed_box(text)
    return text


Crs = Annotated[Label | None, Field(description="URI of a CRS that the collection lists.")]


class ItemsQuery(Model):
    """Which findings; `bbox` is in the axes of `bbox-crs` (CRS84 where none is named)."""

    rule: Label | None = None
    parcel: Label | None = None
    bbox: Annotated[Label, AfterValidator(_checked)] | None = None
    bbox_crs: Crs = Field(default=None, alias="bbox-crs")
    crs: Crs = None
    offset: Offset = 0
    limit: Annotated[int, Field(ge=1, le=1_000_000_000)] = 100
    lang: Language = "zh"


class ItemQuery(Model):
    """How one finding is shown."""

    crs: Crs = None
    lang: Language = "zh"
