"""What the findings say of one parcel."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.report import ReportParcel
from gouhook_gis.domain.words import Status, worst
from gouhook_gis.report.evidence import SETTLED
from gouhook_gis.report.voice import Voice


def parcel_result(parcel: ReportParcel, statuses: Sequence[Status], voice: Voice) -> str:
    """Return the worst outcome of the findings that name a parcel.

    Without any but notes: that it could not be measured, else that nothing was found (which is
    less than a pass: a rule may not have been run).
    """
    open_ones = [status for status in statuses if status not in SETTLED]
    if open_ones:
        return voice.word(worst(open_ones))
    return voice.say("unmeasured" if parcel.area_ellipsoidal_m2 is None else "no_finding")
