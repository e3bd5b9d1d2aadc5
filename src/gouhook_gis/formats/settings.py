"""Limits that untrusted files are read under; every one is a setting."""

from __future__ import annotations

from typing import Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.wrong import Wrong, expected, place

MIB = 1024 * 1024
GIB = 1024 * MIB
_PREFIX = "GOUHOOK_LIMIT_"


class Limits(BaseSettings):
    """Limits of one source. Each is read from the environment as GOUHOOK_LIMIT_<NAME>.

    `ratio` (unpacked to packed size of one member) counts only beyond `ratio_free_bytes`: a
    small .dbf full of blanks packs a thousandfold and harms nobody.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    members: int = Field(default=20_000, gt=0)
    depth: int = Field(default=12, gt=0, description="Folders above a member.")
    expanded_bytes: int = Field(default=8 * GIB, gt=0)
    member_bytes: int = Field(default=4 * GIB, gt=0)
    ratio: float = Field(default=200.0, gt=1)
    ratio_free_bytes: int = Field(default=64 * MIB, ge=0)
    json_bytes: int = Field(default=512 * MIB, gt=0, description="GeoJSON is parsed as a whole.")
    text_bytes: int = Field(default=128 * MIB, gt=0, description="Of a coordinate text.")
    text_points: int = Field(default=3_000_000, gt=0, description="Compared one by one.")
    photographs: int = Field(default=5_000, ge=0, description="Of which EXIF is read.")
    workbook_bytes: int = Field(default=256 * MIB, gt=0, description="Of a workbook, unpacked.")
    workbook_cells: int = Field(default=500_000, gt=0, description="Filled cells of a workbook.")
    memory_bytes: int = Field(default=4 * GIB, ge=512 * MIB, description="Of the reading child.")
    cpu_seconds: int = Field(default=600, gt=0)
    wall_seconds: int = Field(default=900, gt=0)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """Refuse limits of which one makes another meaningless."""
        if self.member_bytes > self.expanded_bytes:
            raise _disagree("limits_disagree", "member_bytes", "expanded_bytes")
        if self.ratio_free_bytes >= self.expanded_bytes:
            raise _disagree("limits_too_close", "ratio_free_bytes", "expanded_bytes")
        if self.json_bytes > self.member_bytes:
            raise _disagree("limits_disagree", "json_bytes", "member_bytes")
        if self.cpu_seconds > self.wall_seconds:
            raise _disagree("limits_disagree", "cpu_seconds", "wall_seconds")
        return self


def _disagree(kind: str, low: str, high: str) -> Wrong:
    """Make the error `wrong.<kind>` of two limits."""
    return Wrong(kind, low=f"{_PREFIX}{low.upper()}", high=f"{_PREFIX}{high.upper()}")


def limits_from_settings() -> Limits:
    """Return the limits that the environment asks for. Raises UsageError naming the setting."""
    try:
        return Limits()
    except ValidationError as error:
        name = place(error).upper()
        raise UsageError(
            "cli.limit_wrong",
            setting=f"{_PREFIX}{name or '*'}",
            detail=expected(error),
        ) from error
