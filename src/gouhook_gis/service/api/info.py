"""`/api/v1/service`: what the page must know of the service before anything else."""

from __future__ import annotations

from importlib import metadata

from fastapi import APIRouter

from gouhook_gis.domain.model import Model
from gouhook_gis.service.api.context import Here, Who
from gouhook_gis.service.base_layers import BaseLayer

router = APIRouter(prefix="/api/v1", tags=["operations"])


class ServiceInfo(Model):
    """What an installation is like: its version, the largest upload (bytes), the background maps
    of its own, whether people sign in, and as whom the caller is known; `layers_folder`: whether
    layers may be registered from a folder of the server.
    """

    version: str
    upload_bytes: int
    base_layers: tuple[BaseLayer, ...]
    accounts: bool
    caller: str
    layers_folder: bool = False


@router.get("/service", summary="What this service is like")
def service(here: Here, who: Who) -> ServiceInfo:
    """For the page, before anything else."""
    return ServiceInfo(
        version=metadata.version("gouhook-gis"),
        upload_bytes=here.settings.upload_bytes,
        base_layers=here.settings.base_layers,
        accounts=False,
        caller=who.name,
        layers_folder=here.settings.layers_folder is not None,
    )
