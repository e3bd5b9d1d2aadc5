"""Vector tiles (Mapbox Vector Tile 2.1), encoded so that no shape is lost, however thin.

GDAL's writer leaves out a polygon that has no area on the grid of a tile: of slivers, which are
what a violation can be, a third were gone where one looks at a whole project area.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Integers

_MOVE_TO, _LINE_TO, _CLOSE = 1, 2, 15
_POINT, _LINE, _POLYGON = 1, 2, 3
_VERSION = 2
# A property with no more values than these has them in every tile.
_SHARED = 64
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Coded:
    """The ids and properties of n features as tiles have them, made once for all tiles.

    Values that many share (`shared`) stand in every tile, and what a feature says by them is ready
    in `static`; `own` has the others, by key. `heads` begin each feature.
    """

    keys: list[bytes]
    shared: list[bytes]
    heads: list[bytes]
    static: list[bytes]
    own: list[list[tuple[bytes, bytes]]]

    @classmethod
    def of(cls, ids: Sequence[int], properties: Sequence[Mapping[str, Any]]) -> Coded:
        """Code properties: texts and whole numbers; None is left out."""
        names = list(dict.fromkeys(name for told in properties for name in told))
        shared: dict[tuple[str, str | int], int] = {}
        for name in names:
            values = dict.fromkeys(told[name] for told in properties if told.get(name) is not None)
            if len(values) <= _SHARED:
                shared |= {(name, value): len(shared) + i for i, value in enumerate(values)}
        static, own = [], []
        for told in properties:
            ready, mine = [], []
            for key, name in enumerate(names):
                value = told.get(name)
                if value is None:
                    continue
                place = shared.get((name, value))
                if place is None:
                    mine.append((varint(key), _sized(4, _value(value))))
                else:
                    ready += [varint(key), varint(place)]
            static.append(b"".join(ready))
            own.append(mine)
        return cls(
            keys=[_sized(3, name.encode()) for name in names],
            shared=[_sized(4, _value(value)) for _, value in shared],
            heads=[b"\x08%b\x12" % varint(number) for number in ids],
            static=static,
            own=own,
        )


def layer(
    name: str,
    extent: int,
    coded: Coded,
    index: Sequence[int],
    geometries: Sequence[tuple[int, bytes]],
) -> bytes:
    """Return a tile of one layer: the features at `index`, with what `geometry` makes of their
    shapes.
    """
    values = list(coded.shared)
    parts = [_sized(1, name.encode()), _varint_field(15, _VERSION), _varint_field(5, extent)]
    for i, (kind, drawn) in zip(index, geometries, strict=True):
        tags = coded.static[i]
        for key, value in coded.own[i]:
            tags += key + varint(len(values))
            values.append(value)
        told = coded.heads[i] + varint(len(tags)) + tags
        feature = b"%b\x18%c\x22%b%b" % (told, kind, varint(len(drawn)), drawn)
        parts += [b"\x12", varint(len(feature)), feature]
    return _sized(3, b"".join([*parts, *coded.keys, *values]))


def geometry(shapes: Geometries, origin: Floats, scale: Floats) -> list[tuple[int, bytes]]:
    """Return the type and the commands of each shape (n,): points, lines or polygons, of one of
    several kinds those with the most dimensions.

    `origin` (n, 2) is the upper left corner of its tile and `scale` (n,) how many steps of the
    tile's grid go into a unit; steps go east and south.
    """
    result: list[tuple[int, bytes]] = [(0, b"")] * len(shapes)
    parts, owner = shapely.get_parts(_flat(shapes), return_index=True)
    dimension = shapely.get_dimensions(parts)
    most = np.full(len(shapes), -1)
    np.maximum.at(most, owner, dimension)
    for kind in (_POINT, _LINE, _POLYGON):
        chosen = (dimension == kind - 1) & (most[owner] == kind - 1)
        found, of = parts[chosen], owner[chosen]
        if kind == _POLYGON:
            rings = shapely.orient_polygons(found, exterior_cw=True)
            found, ring_part = shapely.get_rings(rings, return_index=True)
            of = of[ring_part]
        for index, drawn in _strokes(found, of, kind, origin, scale):
            result[index] = kind, drawn
    return result


@lru_cache(1 << 16)
def varint(number: int) -> bytes:
    """Return a whole number, not negative, as protocol buffers write it."""
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def _strokes(
    lines: Geometries, owner: Integers, kind: int, origin: Floats, scale: Floats
) -> list[tuple[int, bytes]]:
    """Return the commands of all lines of each owner, in their order."""
    if not len(lines):
        return []
    coords, line = shapely.get_coordinates(lines, return_index=True)
    of = owner[line]
    steps = (coords - origin[of]) * scale[of, None] * (1, -1)
    grid = np.rint(steps).astype(np.int64)
    keep = _needed(grid, line, ring=kind == _POLYGON, all_of_them=kind == _POINT)
    grid, line, of = grid[keep], line[keep], of[keep]
    first = np.diff(line, prepend=-1) != 0
    if kind == _POINT:  # all points of one owner are one command
        first = np.diff(of, prepend=-1) != 0
    starts = np.flatnonzero(first)
    counts = np.diff(np.append(starts, len(grid)))
    delta = np.diff(grid, axis=0, prepend=grid[:1])
    begins = np.diff(of, prepend=-1) != 0
    delta[begins] = grid[begins]
    zigzag = (delta << 1) ^ (delta >> 63)
    numbers, lengths = _commands(zigzag, starts, counts, kind)
    data, ends = _varints(numbers)
    stroke_ends = ends[np.cumsum(lengths) - 1]
    stroke_of = of[starts]
    last = np.flatnonzero(np.diff(stroke_of, append=-1) != 0)
    upper = stroke_ends[last].tolist()
    lower = [0, *upper[:-1]]
    whole = data.tobytes()
    owners = stroke_of[last].tolist()
    return [(i, whole[a:b]) for i, a, b in zip(owners, lower, upper, strict=True)]


def _needed(
    grid: Integers, line: Integers, *, ring: bool, all_of_them: bool
) -> npt.NDArray[np.bool_]:
    """Return which vertices to draw: without the last of a ring, which is its first, and without
    repeats, unless too few would be left to be a line or a ring.
    """
    if all_of_them:
        return np.ones(len(grid), dtype=np.bool_)
    last = np.diff(line, append=-1) != 0
    first = np.diff(line, prepend=-1) != 0
    solid = ~last if ring else np.ones(len(grid), dtype=np.bool_)
    repeated = np.zeros(len(grid), dtype=np.bool_)
    repeated[1:] = (grid[1:] == grid[:-1]).all(axis=1) & ~first[1:]
    keep = solid & ~repeated
    left = np.bincount(line[keep], minlength=int(line[-1]) + 1)
    few = left[line] < (3 if ring else 2)
    return keep | (few & solid)


def _commands(
    zigzag: Integers, starts: Integers, counts: Integers, kind: int
) -> tuple[Integers, Integers]:
    """Return the numbers of all strokes one after the other, and how many each has."""
    lengths = 2 * counts + {_POINT: 1, _LINE: 2, _POLYGON: 3}[kind]
    begin = np.cumsum(lengths) - lengths
    numbers = np.zeros(int(lengths.sum()), dtype=np.int64)
    within = np.arange(len(zigzag)) - np.repeat(starts, counts)
    at = np.repeat(begin, counts) + 1 + 2 * within
    if kind == _POINT:
        numbers[begin] = counts << 3 | _MOVE_TO
    else:
        at += within > 0
        numbers[begin] = 1 << 3 | _MOVE_TO
        numbers[begin + 3] = (counts - 1) << 3 | _LINE_TO
    if kind == _POLYGON:
        numbers[begin + lengths - 1] = _CLOSE
    numbers[at], numbers[at + 1] = zigzag[:, 0], zigzag[:, 1]
    return numbers, lengths


def _varints(numbers: Integers) -> tuple[Bytes, Integers]:
    """Return numbers (n,) as protocol buffers write them, and where each ends."""
    size = np.ones(len(numbers), dtype=np.int64)
    for bits in range(7, 63, 7):
        size += numbers >= 1 << bits
    ends = np.cumsum(size)
    data = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    begin = ends - size
    for place in range(int(size.max(initial=0))):
        there = size > place
        more = np.where(size[there] > place + 1, 0x80, 0)
        data[begin[there] + place] = (numbers[there] >> (7 * place)) & 0x7F | more
    return data, ends


def _flat(shapes: Geometries) -> Geometries:
    """Return shapes in which no part has parts."""
    nested = np.asarray(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    flat = shapes.copy()
    for i in np.flatnonzero(nested):
        flat[i] = shapely.geometrycollections(shapely.get_parts(shapely.get_parts(shapes[i])))
    return flat


def _value(value: str | int) -> bytes:
    if isinstance(value, str):
        return _sized(1, value.encode())
    return _varint_field(5, value)


def _varint_field(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def _sized(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data
