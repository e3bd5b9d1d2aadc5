"""Periods by the calendar: the day they begin is not counted (民法典 第二百零一条).

A period of months or years ends on the day of the same number, or on the last day of the month
where that month has none (第二百零二条). Working days are those of the State Council's holiday
arrangements, days worked in exchange (调休) among them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from gouhook_gis.domain.project_facts import ReportPeriod

Unit = Literal["days", "workdays", "months", "years"]
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6}


class UnknownYearError(Exception):
    """The holiday arrangements of a year are not known."""

    def __init__(self, year: int) -> None:
        super().__init__(str(year))
        self.year = year


def last_day(start: date, length: int, unit: Unit) -> date:
    """Return the last day of a period of `length` units that begins on `start`.

    Raises `UnknownYearError` where working days cannot be told from holidays.
    """
    if unit == "days":
        return start + timedelta(days=length)
    if unit == "workdays":
        day = start
        for _ in range(length):
            day += timedelta(days=1)
            while not is_workday(day):
                day += timedelta(days=1)
        return day
    months = start.month - 1 + length * (12 if unit == "years" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def workdays_taken(start: date, end: date) -> int:
    """Return the least number of working days after `start` whose `last_day` is not before `end`.

    A day off belongs to the working day that follows it: on the Saturday the Friday is over.
    """
    if end <= start:
        return 0
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(map(is_workday, days)) + (not is_workday(end))


def is_workday(day: date) -> bool:
    """Return whether `day` is worked; raises `UnknownYearError` where nobody can say yet."""
    import chinese_calendar  # its tables take time to load, and few rules ask

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise UnknownYearError(day.year) from error


def reports_due(
    start: date, end: date, period: ReportPeriod, *, ended: bool
) -> Iterator[tuple[str, date, date]]:
    """Yield each month, quarter or half-year of [start, end]: its name, first and last day.

    Names are "2024-05", "2024Q2" and "2024H1". With `ended`, only those whose last day lies in
    [start, end]; else all that have a day in it.
    """
    step = _MONTHS[period]
    year, month = start.year, (start.month - 1) // step * step + 1
    while (first := date(year, month, 1)) <= end:
        closing = month + step - 1
        last = date(year, closing, monthrange(year, closing)[1])
        if not ended or last <= end:
            yield _name(first, period), first, last
        year, month = (year, month + step) if closing < 12 else (year + 1, 1)


def _name(first: date, period: ReportPeriod) -> str:
    if period == "month":
        return f"{first:%Y-%m}"
    if period == "quarter":
        return f"{first.year}Q{first.month // 3 + 1}"
    return f"{first.year}H{1 if first.month == 1 else 2}"
