"""Coordinate texts (勘测定界界址点坐标交换格式), written apart from the program."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

import shapely
from shapely.geometry.base import BaseGeometry

from generator.frame import Array

HEADER = (
    "[属性描述]",
    "格式版本号=1.01版本",
    "数据产生单位={producer}",
    "数据产生日期={day}",
    "坐标系=2000国家大地坐标系",
    "几度分带=3",
    "投影类型=高斯克吕格",
    "计量单位=米",
    "带号={zone}",
    "精度=0.001",
    "转换参数=,,,,,,",
    "[地块坐标]",
)
Point = tuple[float, float]


@dataclass(frozen=True)
class Surveyed:
    """A parcel of a text: its shape in the plane of the text, and its planar area, m²."""

    id: str
    name: str
    purpose: str
    shape: BaseGeometry
    planar: float


def coordinate_text(
    parcels: Sequence[Surveyed],
    zone: int,
    day: str,
    producer: str,
    left_out: Collection[tuple[str, Point]] = (),
) -> bytes:
    """Return the text of `parcels` in the 3° zone `zone`, in GBK: northing before easting,
    clockwise from the north-west.

    `left_out` names points by parcel, easting and northing whose line is missing; the number of
    points in the line of the parcel still counts them.
    """
    lines = [line.format(producer=producer, zone=zone, day=day) for line in HEADER]
    for parcel in parcels:
        ring = clockwise(parcel.shape)
        area = f"{parcel.planar / 10_000:.4f}"
        lines.append(f"{len(ring) + 1},{area},{parcel.id},{parcel.name},面,,{parcel.purpose},,@")
        lost = [place for key, place in left_out if key == parcel.id]
        named = [(f"J{i}", *point) for i, point in enumerate(ring.tolist(), start=1)]
        kept = [p for p in named if not any(math.dist(p[1:], one) < 1e-3 for one in lost)]
        lines += [f"{name},1,{y:.3f},{x:.3f}" for name, x, y in [*kept, kept[0]]]
    return ("\r\n".join(lines) + "\r\n").encode("gbk")


def clockwise(shape: BaseGeometry) -> Array:
    """Return the corners of a polygon without holes, clockwise from its north-west, (n, 2)."""
    ring = shapely.get_coordinates(shapely.orient_polygons(shape, exterior_cw=True))[:-1]
    first = int(np.argmax(ring[:, 1] - ring[:, 0]))
    return np.roll(ring, -first, axis=0)
