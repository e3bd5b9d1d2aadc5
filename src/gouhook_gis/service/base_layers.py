"""Background maps that an installation adds to the page, such as 天地图: none unless told.

The browser asks for them itself; `origins` are the addresses that the page's policy then allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from gouhook_gis.domain.model import Model
from gouhook_gis.domain.wrong import Wrong
from gouhook_gis.service.models import Label, Said

# "{0-7}" or "{a-d}" in a host: one of several that give the same tiles.
_RANGE = re.compile(r"\{(\d)-(\d)\}|\{([a-z])-([a-z])\}")
# A host becomes part of a header, where a blank or a semicolon would begin something else.
_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]+")


def _url(text: str) -> str:
    try:
        hosts = [_origin(one) for one in _spread(text)]
        sound = hosts and all(hosts)  # a range that ends before it begins has none
    except ValueError:  # a port that is no number, a bracket too many
        sound = False
    if not sound:
        raise Wrong("map_url")
    return text


class BaseLayer(Model):
    """One background map. `url` is a template with {z}, {x} and {y} or {-y} (xyz), the address of
    the capabilities (wmts) or of the service (wms); `layers` names what is asked of the latter
    two. `epsg` is the CRS of the tiles of an xyz, and the one in which a wms is asked: 3857, or
    4490 in degrees (天地图's "_c"; 4326 means the same here). `matrix_set` chooses among those of
    a wmts, empty: the first that fits.
    """

    title: Label = Field(min_length=1)
    title_en: Label = ""
    kind: Literal["xyz", "wmts", "wms"]
    url: Annotated[Said, AfterValidator(_url)]
    layers: Label = ""
    matrix_set: Label = ""
    attribution: Said = ""
    epsg: Literal[3857, 4326, 4490] = 3857
    max_zoom: int = Field(default=18, ge=0, le=24)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "xyz":
            missing = [sign for sign in ("{z}", "{x}") if sign not in self.url]
            if missing or not ("{y}" in self.url or "{-y}" in self.url):
                raise Wrong("map_template")
        elif not self.layers:
            raise Wrong("map_layers")
        return self


def origins(layers: Iterable[BaseLayer]) -> list[str]:
    """Return the origins ("https://host:port") that the page asks for these, sorted."""
    return sorted({_origin(url) for layer in layers for url in _spread(layer.url)})


def _spread(url: str) -> Iterator[str]:
    """Yield the addresses of a template: one for each of its range of hosts, else itself."""
    found = _RANGE.search(url)
    if found is None:
        yield url
        return
    first, last = [sign for sign in found.groups() if sign]
    for code in range(ord(first), ord(last) + 1):
        yield url.replace(found.group(), chr(code))


def _origin(url: str) -> str:
    """Return the origin of an address; "" where it is none that a browser could ask for."""
    parts = urlsplit(url)
    _ = parts.port  # raises where it is none
    sound = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc)
    return f"{parts.scheme}://{parts.netloc}" if sound else ""
