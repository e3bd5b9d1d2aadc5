"""`/api/v1/service`: what the page must know of the service before anything else."""

from __future__ import annotations

from importlib import metadata

from fastapi import APIRouter

from gouhook_gis.domain.model import Model
from gouhook_gis.service.api.callers import Perhaps
from gouhook_gis.service.api.context import Here
from gouhook_gis.service.base_layers import BaseLayer

router = APIRouter(prefix="/api/v1", tags=["operations"])


class ServiceInfo(Model):
    """What an installation is like: its version, the largest upload (bytes), the background maps
    of its own, whether people sign in, `sign_in_with` which provider beside a password (null:
    none), and as whom the caller is known; `layers_folder`: whether layers may be registered from
    a folder of the server. Where nobody is signed in the caller is null and there are no maps:
    their addresses may hold a key.
    """

    version: str
    upload_bytes: int
    base_layers: tuple[BaseLayer, ...]
    accounts: bool
    sign_in_with: str | None = None
    caller: str | None
    layers_folder: bool = False


@router.get("/service", summary="What this service is like")
def service(here: Here, who: Perhaps) -> ServiceInfo:
    """For the page, before anything else: also where nobody is signed in."""
    return ServiceInfo(
        version=metadata.version("gouhook-gis"),
        upload_bytes=here.settings.upload_bytes,
        base_layers=() if who is None else here.settings.base_layers,
        accounts=here.accounts,
        sign_in_with=here.settings.sign_in_with if here.accounts else None,
        caller=None if who is None else who.name,
        layers_folder=here.settings.layers_folder is not None,
    )
