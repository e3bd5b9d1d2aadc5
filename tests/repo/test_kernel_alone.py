"""Every overlay and every area comes from `geometry/`: no other room computes one by itself."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "gouhook_gis"
MEASURING = {
    "area",
    "difference",
    "disjoint_subset_union",
    "distance",
    "hausdorff_distance",
    "intersection",
    "intersection_all",
    "length",
    "make_valid",
    "symmetric_difference",
    "symmetric_difference_all",
}


def measuring_calls(code: str) -> list[int]:
    """Return the lines on which `shapely.<measuring>` is named, or imported by name."""
    lines = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and node.attr in MEASURING:
            if isinstance(node.value, ast.Name) and node.value.id == "shapely":
                lines.append(node.lineno)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shapely"):
            lines += [node.lineno for alias in node.names if alias.name in MEASURING]
    return sorted(lines)


def test_the_search_finds_what_it_looks_for() -> None:
    assert measuring_calls("import shapely\nx = shapely.area(g)") == [2]
    assert measuring_calls("from shapely import box, intersection") == [1]
    assert measuring_calls("import shapely\nshapely.box(0, 0, 1, 1).area") == []


def test_rules_and_engine_and_intake_leave_measuring_to_the_kernel() -> None:
    found = {}
    for room in ("domain", "intake", "reference", "rules", "engine", "cli"):
        for path in (SOURCE / room).rglob("*.py"):
            lines = measuring_calls(path.read_text("utf-8"))
            if lines:
                found[path.relative_to(SOURCE).as_posix()] = lines
    assert found == {}
