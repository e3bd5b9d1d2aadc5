"""Periods by the calendar, working days by the official holidays, reports that are due."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouhook_gis.rules.assessing.periods import (
    UnknownYearError,
    is_workday,
    last_day,
    reports_due,
    workdays_taken,
)

DAYS = st.dates(date(2004, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("start", "length", "unit", "last"),
    [
        ("2024-03-01", 30, "days", "2024-03-31"),
        ("2024-02-01", 30, "days", "2024-03-02"),  # 29 days in that February
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2023-01-31", 1, "months", "2023-02-28"),
        ("2023-12-31", 2, "months", "2024-02-29"),
        ("2023-11-30", 13, "months", "2024-12-30"),
        ("2021-03-01", 3, "years", "2024-03-01"),
        ("2020-02-29", 3, "years", "2023-02-28"),
        ("2020-02-29", 4, "years", "2024-02-29"),
        # Monday to the Friday of the next week, no holiday between.
        ("2024-03-04", 9, "workdays", "2024-03-15"),
        # 1–7 October are holidays, Saturday the 12th is worked.
        ("2024-09-30", 5, "workdays", "2024-10-12"),
        # Spring Festival of 2024: 10–17 February off, Sunday the 18th worked.
        ("2024-02-09", 1, "workdays", "2024-02-18"),
    ],
)
def test_last_day(start: str, length: int, unit: str, last: str) -> None:
    found = last_day(date.fromisoformat(start), length, unit)  # type: ignore[arg-type]
    assert found == date.fromisoformat(last)


def test_days_worked_in_exchange_are_working_days() -> None:
    assert [is_workday(date(2024, 10, day)) for day in (1, 7, 8, 12, 13)] == [
        False,
        False,
        True,
        True,
        False,
    ]


@given(DAYS, st.integers(1, 40))
def test_working_days_are_counted_as_they_are_laid_out(start: date, length: int) -> None:
    """The last day is itself worked, and counting to it gives the length back."""
    last = last_day(start, length, "workdays")
    assert is_workday(last)
    assert workdays_taken(start, last) == length
    after = last + timedelta(days=1)
    assert workdays_taken(start, after) == length + 1


def test_a_day_off_is_past_the_working_day_before_it() -> None:
    """Monday 4 to Friday 8 March are 4 working days; Saturday and Monday lie within the fifth."""
    days = [workdays_taken(date(2024, 3, 4), date(2024, 3, day)) for day in (4, 5, 8, 9, 10, 11)]
    assert days == [0, 1, 4, 5, 5, 5]


def test_a_year_nobody_knows_is_said() -> None:
    with pytest.raises(UnknownYearError) as caught:
        last_day(date(2099, 1, 4), 1, "workdays")
    assert caught.value.year == 2099
    assert last_day(date(2099, 1, 4), 1, "years") == date(2100, 1, 4)


@pytest.mark.parametrize(
    ("start", "end", "period", "ended", "names"),
    [
        ("2024-01-31", "2024-02-01", "month", False, ["2024-01", "2024-02"]),
        ("2024-01-31", "2024-02-01", "month", True, ["2024-01"]),
        ("2023-11-15", "2024-01-10", "month", False, ["2023-11", "2023-12", "2024-01"]),
        ("2023-12-31", "2024-03-31", "quarter", True, ["2023Q4", "2024Q1"]),
        ("2024-01-01", "2024-03-30", "quarter", True, []),
        ("2024-02-01", "2024-12-31", "quarter", False, ["2024Q1", "2024Q2", "2024Q3", "2024Q4"]),
        ("2024-06-30", "2024-12-31", "half_year", True, ["2024H1", "2024H2"]),
        ("2024-07-01", "2025-06-29", "half_year", True, ["2024H2"]),
        ("2024-07-01", "2024-06-01", "month", False, []),
    ],
)
def test_reports_due(start: str, end: str, period: str, ended: bool, names: list[str]) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    due = list(reports_due(first, last, period, ended=ended))  # type: ignore[arg-type]
    assert [name for name, *_ in due] == names


@given(DAYS, st.integers(0, 1500), st.sampled_from(["month", "quarter", "half_year"]))
def test_periods_follow_one_another(start: date, days: int, period: str) -> None:
    """Touched periods leave no day of the project out, and none overlaps the next."""
    end = start + timedelta(days=days)
    due = list(reports_due(start, end, period, ended=False))  # type: ignore[arg-type]
    assert due[0][1] <= start <= due[0][2]
    assert due[-1][1] <= end <= due[-1][2]
    for (_, _, last), (_, first, _) in pairwise(due):
        assert first == last + timedelta(days=1)
