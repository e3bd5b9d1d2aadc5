"""The moments after the acceptance of a project, and the year of survey that each asks for.

Work accepted in year Y is taken up by the change survey of Y or of the year after.
"""

from __future__ import annotations

from collections.abc import Collection

# The years after that of acceptance, the first that is there counts; "after" takes a later one too.
_YEARS_ON = {"after": (1, 0), "accepted": (0,), "next": (1,)}
AFTERWARDS = frozenset(_YEARS_ON)


def survey_year(
    moment: str, years: Collection[int], accepted: int | None
) -> tuple[int | None, str]:
    """Return which of `years` answers for a `moment` of `AFTERWARDS`, and the reason.

    None where none does: never a year before that of acceptance, and none at all where it is
    not `accepted` in a year that is known. Reasons: "acceptance_year", "year_after",
    "later_year"; "no_acceptance_year", "before_acceptance", "no_such_year".
    """
    if accepted is None:
        return None, "no_acceptance_year"
    for on in _YEARS_ON[moment]:
        if accepted + on in years:
            return accepted + on, "year_after" if on else "acceptance_year"
    if moment != "after":
        return None, "no_such_year"
    later = [year for year in years if year > accepted]
    return (min(later), "later_year") if later else (None, "before_acceptance")
