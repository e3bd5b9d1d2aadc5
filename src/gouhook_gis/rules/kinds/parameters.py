"""Types of rule parameters: strict, so that a quoted number in a rule's file is refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

Metres = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
Degrees = Annotated[float, Field(strict=True, gt=0, lt=180, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Count = Annotated[int, Field(strict=True, ge=1)]
Digits = Annotated[int, Field(strict=True, ge=2, le=19)]
Slot = Annotated[
    str, Field(strict=True, pattern=r"^[a-z_]+(@(before|after|latest|accepted|next))?$")
]
Name = Annotated[str, Field(strict=True, min_length=1)]
Names = Annotated[tuple[Name, ...], Field(min_length=1)]
OnHit = Literal["fail", "needs_review"]
