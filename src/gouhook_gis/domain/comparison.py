"""What two reports of one project have in common, and whether a report can be reached again."""

from __future__ import annotations

from typing import Literal

from gouhook_gis.domain.assessment import Finding
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.words import Severity, Status, Verdict

FORMAT = "gouhook-comparison/1"
Fate = Literal["fixed", "new", "still", "unexamined"]


class ComparedFinding(Model):
    """A finding of either report, or of both. One that is gone was `fixed` only where its rule was
    run again on the same ground; else it is `unexamined`.

    `matched` says how the two were found to be one: by fingerprint, by the ground they share, or
    as the only one about its subject.
    `before` and `after` are what each report says of it, None where it is not there.
    """

    fate: Fate
    rule: str
    title: Text
    severity: Severity
    matched: Literal["fingerprint", "overlap", "subject"] | None = None
    before: Finding | None = None
    after: Finding | None = None
    status_before: Status | None = None
    status_after: Status | None = None

    @property
    def finding(self) -> Finding:
        """Return the finding as it stands now, else as it stood."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a compared finding stands in one report at least")
        return found


class RuleChange(Model):
    """A rule whose status differs; None where a report does not have the rule."""

    rule: str
    title: Text
    before: Status | None
    after: Status | None


class ComparedReport(Model):
    """Which report was compared."""

    submission: str
    project_code: str | None
    project_name: str | None
    profile: str
    stage: str
    law_date: str
    verdict: Verdict
    result_sha256: str


class Comparison(Model):
    """Two reports compared, `before` and `after`; `notes` say what makes them hard to compare.

    `findings` holds those of open assessments alone: new ones first, then those still there,
    those not examined again, and those that were fixed.
    """

    format: str = FORMAT
    before: ComparedReport
    after: ComparedReport
    notes: tuple[Message, ...] = ()
    # Names of the user's own layer kinds, as in the reports.
    names: dict[str, Text] = {}
    findings: tuple[ComparedFinding, ...] = ()
    rules: tuple[RuleChange, ...] = ()

    def count(self, fate: Fate) -> int:
        """Return how many findings had this fate."""
        return sum(item.fate == fate for item in self.findings)


class Verification(Model):
    """Whether a check that was run again gives the result of the report.

    `inputs` says what of the files and the software is not what it was, `differences` where the
    results part; `ran` is False where an input stood against running it.
    """

    equal: bool
    ran: bool
    expected_sha256: str
    found_sha256: str | None = None
    inputs: tuple[Message, ...] = ()
    differences: tuple[Message, ...] = ()
