"""Limits of one task of a batch; each is a setting."""

from __future__ import annotations

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.wrong import expected, place

MIB = 1024 * 1024
_PREFIX = "GOUHOOK_BATCH_"


class TaskLimits(BaseSettings):
    """Limits of one task. Each is read from the environment as GOUHOOK_BATCH_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, frozen=True, extra="forbid", env_ignore_empty=True
    )

    seconds: int = Field(default=3600, gt=0, description="Longest time of one task.")
    memory_bytes: int = Field(
        default=4096 * MIB, ge=1024 * MIB, description="Of a child; mapped layers do not count."
    )


def limits_from_settings(seconds: int | None = None) -> TaskLimits:
    """Return the limits: as told (None: not told), else of the environment, else the default.
    Raises UsageError naming the setting.
    """
    told = {} if seconds is None else {"seconds": seconds}
    try:
        return TaskLimits(**told)
    except ValidationError as error:
        raise UsageError(
            "batch_running.limit_wrong",
            setting=f"{_PREFIX}{place(error).upper() or '*'}",
            detail=expected(error),
        ) from error
