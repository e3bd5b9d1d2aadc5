"""A map server as there are many: a WMTS in degrees, its pixels of 96 dpi, that wants a key."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

GREEN = (120, 200, 120)
KEY = "k1"
_LEVELS = range(1, 19)
# 0.703125° a pixel at level 1, said as if a pixel were 1/96 inch.
_DENOMINATOR = 295_829_355.4545656


@dataclass
class Background:
    """Its address, and the (matrix, column, row) of every tile it was asked for with the key."""

    url: str
    tiles: set[tuple[int, int, int]] = field(default_factory=set)


@contextmanager
def background() -> Iterator[Background]:
    """Run the server; its tiles are plain green."""
    tile = _png(256, GREEN)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {
                name.lower(): values[0]
                for name, values in parse_qs(urlsplit(self.path).query).items()
            }
            known = asked.get("tk") == KEY
            if asked.get("request") == "GetCapabilities":
                body, kind = _capabilities(served.url).encode(), "text/xml"
            elif known and asked.get("request") == "GetTile":
                z, x, y = (int(asked[name]) for name in ("tilematrix", "tilecol", "tilerow"))
                served.tiles.add((z, x, y))
                body, kind = tile, "image/png"
            else:
                body, kind = b"", "text/plain"
            self.send_response(200 if body else 403)
            self.send_header("Content-Type", kind)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Background(f"http://127.0.0.1:{server.server_port}/wmts")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield served
    server.shutdown()
    server.server_close()


def _capabilities(url: str) -> str:
    matrices = "".join(
        f"<TileMatrix><ows:Identifier>{z}</ows:Identifier>"
        f"<ScaleDenominator>{_DENOMINATOR * 2 / 2**z}</ScaleDenominator>"
        "<TopLeftCorner>90.0 -180.0</TopLeftCorner><TileWidth>256</TileWidth>"
        f"<TileHeight>256</TileHeight><MatrixWidth>{2**z}</MatrixWidth>"
        f"<MatrixHeight>{2 ** (z - 1)}</MatrixHeight></TileMatrix>"
        for z in _LEVELS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Capabilities xmlns="http://www.opengis.net/wmts/1.0" version="1.0.0"'
        ' xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<ows:OperationsMetadata><ows:Operation name="GetTile"><ows:DCP><ows:HTTP>'
        f'<ows:Get xlink:href="{url}?"><ows:Constraint name="GetEncoding"><ows:AllowedValues>'
        "<ows:Value>KVP</ows:Value></ows:AllowedValues></ows:Constraint></ows:Get>"
        "</ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata><Contents><Layer>"
        "<ows:Identifier>img</ows:Identifier><Style isDefault='true'>"
        "<ows:Identifier>default</ows:Identifier></Style><Format>image/png</Format>"
        "<TileMatrixSetLink><TileMatrixSet>c</TileMatrixSet></TileMatrixSetLink></Layer>"
        "<TileMatrixSet><ows:Identifier>c</ows:Identifier>"
        "<ows:SupportedCRS>urn:ogc:def:crs:EPSG::4490</ows:SupportedCRS>"
        f"{matrices}</TileMatrixSet></Contents></Capabilities>"
    )


def _png(side: int, colour: tuple[int, int, int]) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\x00" + bytes(colour) * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
