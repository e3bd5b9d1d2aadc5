"""Coordinate texts for the tests: one parcel line and one square of 100 m, and ways to bend them.

The square lies north-east of easting 35 500 000, northing 3 400 000 in zone 35: 10 000 m², 1 公顷.
"""

from __future__ import annotations

HEADER = """[属性描述]
格式版本号=1.01版本
数据产生单位=自然资源部
数据产生日期=2024-5-31
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=35
精度=0.001
转换参数=,,,,,,
"""
PARCEL = "5,1.0000,CJ01,柏坝村一组,面,I－50-77-（22）,拆旧,0702,@\n"
N, E = 3_400_000.0, 35_500_000.0
Corner = tuple[float, float]
# Clockwise from the north-west corner, as (north, east) beyond the origin.
SQUARE: list[Corner] = [(100, 0), (100, 100), (0, 100), (0, 0)]
HOLE: list[Corner] = [(60, 40), (40, 40), (40, 60), (60, 60)]


def rows(corners: list[Corner], ring: str = "1", first: int = 1, *, close: bool = True) -> str:
    """Return rows `J1,1,X,Y` of a ring."""
    named = [(f"J{first + i}", *corner) for i, corner in enumerate(corners)]
    closed = [*named, named[0]] if close else named
    return "".join(f"{name},{ring},{N + n:.3f},{E + e:.3f}\n" for name, n, e in closed)


PLAIN = f"{HEADER}[地块坐标]\n{PARCEL}{rows(SQUARE)}"
