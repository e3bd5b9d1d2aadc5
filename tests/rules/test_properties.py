"""Random rectangles on a grid: what the rules say is what counting its cells says.

Cells are 10 m wide, so every piece is far above the slivers, and an area is 100 m² a cell.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouhook_gis.domain.model import Text
from gouhook_gis.domain.report import RuleOutcome
from gouhook_gis.domain.words import Role, Status
from tests.support.fixtures import (
    Expected,
    Fixture,
    FixtureCase,
    FixtureCoverage,
    FixtureFeature,
    FixtureLayer,
    FixtureParcel,
    load_fixture,
)

CELL_M = 10
CELLS = 24
CELL_M2 = float(CELL_M * CELL_M)

Box = tuple[int, int, int, int]
A01, B01 = load_fixture("ZJ-A01"), load_fixture("ZJ-B01")


@st.composite
def rectangles(draw: st.DrawFn) -> Box:
    """Draw a rectangle [x1, y1, x2, y2) in cells."""
    x, y = draw(st.integers(0, CELLS - 1)), draw(st.integers(0, CELLS - 1))
    width, height = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    return x, y, min(x + width, CELLS), min(y + height, CELLS)


some = st.lists(rectangles(), min_size=1, max_size=5)


def ground(boxes: list[Box]) -> npt.NDArray[np.bool_]:
    """Return which cells the rectangles cover."""
    cells = np.zeros((CELLS, CELLS), dtype=np.bool_)
    for x1, y1, x2, y2 in boxes:
        cells[x1:x2, y1:y2] = True
    return cells


def metres(box: Box) -> tuple[float, float, float, float]:
    """Return a rectangle in metres."""
    x1, y1, x2, y2 = (float(CELL_M * side) for side in box)
    return x1, y1, x2, y2


def parcels(role: Role, boxes: list[Box]) -> tuple[FixtureParcel, ...]:
    """Return a parcel a rectangle, numbered in order."""
    return tuple(
        FixtureParcel(id=f"{i:02}", role=role, box=metres(box)) for i, box in enumerate(boxes)
    )


def outcome(
    fixture: Fixture, rows: tuple[FixtureParcel, ...], **layers: FixtureLayer
) -> RuleOutcome:
    """Check parcels and layers against the rule of `fixture`."""
    case = FixtureCase(
        say=Text(zh="随机", en="random"),
        parcels=rows,
        reference=layers,
        expect=Expected(status=Status.PASS, findings=0),
    )
    return fixture.model_copy(update={"cases": {"random": case}}).outcome("random")


@given(some, some)
def test_balance_is_that_of_the_cells(torn_down: list[Box], built: list[Box]) -> None:
    """A01: unions decide, and equality fails."""
    found = outcome(
        A01, parcels(Role.DEMOLITION, torn_down) + parcels(Role.NEW_CONSTRUCTION, built)
    )
    larger, smaller = int(ground(torn_down).sum()), int(ground(built).sum())
    assert found.status is (Status.PASS if larger > smaller else Status.FAIL)
    measures = {measure.name: measure for measure in found.assessments[0].measures}
    assert measures["demolition_area"].value == pytest.approx(larger * CELL_M2, abs=0.01)
    assert measures["new_construction_area"].value == pytest.approx(smaller * CELL_M2, abs=0.01)
    twice = sum((x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in torn_down) - larger
    assert measures["demolition_overlap"].value == pytest.approx(twice * CELL_M2, abs=0.01)


@given(some, st.lists(rectangles(), max_size=5))
def test_occupied_farmland_is_that_of_the_cells(built: list[Box], farmland: list[Box]) -> None:
    """B01: a parcel fails where it shares a cell, by the ground shared, each cell once."""
    layer = FixtureLayer(
        features=tuple(
            FixtureFeature(id=f"N{i}", box=metres(box)) for i, box in enumerate(farmland)
        ),
        coverage=FixtureCoverage(box=(-1000.0, -1000.0, 2000.0, 2000.0)),
    )
    found = outcome(B01, parcels(Role.NEW_CONSTRUCTION, built), basic_farmland=layer)
    expected = {
        f"new_construction/{i:02}": shared
        for i, box in enumerate(built)
        if (shared := int((ground([box]) & ground(farmland)).sum()))
    }
    assert found.status is (Status.FAIL if expected else Status.PASS)
    measured = {
        assessment.subject.id: measure.value
        for assessment in found.assessments
        if assessment.status is Status.FAIL
        for measure in assessment.measures
        if measure.name == "overlap"
    }
    assert measured == pytest.approx(
        {key: cells * CELL_M2 for key, cells in expected.items()}, abs=0.01
    )
    prints = [f.fingerprint for a in found.assessments for f in a.findings]
    assert len(set(prints)) == len(prints)
