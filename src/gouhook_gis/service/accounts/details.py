"""How much of restricted reference layers each role may see, by layer kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic_settings import NoDecode

from gouhook_gis.domain.details import EVERY, ReferenceDetail, detail_of, exceeds, least
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.from_json import from_json

Details = Mapping[str, ReferenceDetail]
_ByRole = dict[Role, dict[str, ReferenceDetail]]
DEFAULTS: Mapping[Role, ReferenceDetail] = {
    Role.SURVEYOR: "clip",
    Role.DESK: "full",
    Role.AUDITOR: "clip",
    Role.ADMIN: "full",
}


class DetailSettings(BaseModel):
    """Part of `Settings`. `reference_details` is JSON in the environment, by role and kind of layer
    ("*": every other kind); what it does not name stays as `DEFAULTS` have it.
    """

    reference_details: Annotated[_ByRole, NoDecode, from_json(_ByRole)] = {}
    clip_hectares: float = Field(
        default=500.0, gt=0, description="Largest parcel to which shapes are clipped."
    )

    def allowed(self, role: Role) -> Details:
        """Return how much a role may see, by kind; of every kind something is said."""
        return {EVERY: DEFAULTS[role], **self.reference_details.get(role, {})}

    def limit(self, role: Role) -> float | None:
        """Return to how many hectares shapes are clipped for a role, None for one that may see
        all.
        """
        return None if least(self.allowed(role).values()) == "full" else self.clip_hectares


def require_known(told: Mapping[Role, Details], kinds: Collection[str]) -> None:
    """Raise UsageError for a kind of layer that there is not: it would protect nothing."""
    for role, details in told.items():
        for kind in details:
            if kind not in (EVERY, *kinds):
                raise UsageError(
                    "restricted.setting_kind",
                    role=f"account_role.{role}",
                    kind=kind,
                    known=[EVERY, *sorted(kinds)],
                )


def beyond(shown: Details, allowed: Details) -> list[str]:
    """Return the kinds of which `shown` shows more than is `allowed`, sorted; what is shown of
    every kind is held against what is allowed of any.
    """

    def most(kind: str) -> ReferenceDetail:
        if kind == EVERY:
            return least(allowed.values())
        return detail_of(kind, "none", allowed)

    return sorted(kind for kind, detail in shown.items() if exceeds(detail, most(kind)))
