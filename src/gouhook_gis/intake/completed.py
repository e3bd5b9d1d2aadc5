"""A submission completed by the facts that were told beside it."""

from __future__ import annotations

from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.submission import Issue, Submission
from gouhook_gis.intake.fact_merge import merge_facts
from gouhook_gis.intake.linked import link_parcels
from gouhook_gis.intake.notes import Notes


def completed(submission: Submission, *told: Facts, issues: tuple[Issue, ...] = ()) -> Submission:
    """Return `submission` with the facts of `told` over its own, each over the one before, and
    the 挂接表 joined to its parcels.

    Every change of a value is a decision of it; `issues` were noted while `told` was read.
    """
    notes = Notes(issues=[*submission.issues, *issues], decisions=[*submission.decisions])
    facts = submission.facts
    for layer in told:
        facts = merge_facts(facts, layer, notes)
    parcels = link_parcels(submission.parcels, facts, notes)
    return submission.model_copy(
        update={
            "facts": facts,
            "parcels": parcels,
            "project_code": submission.project_code or facts.text("project_code"),
            "project_name": submission.project_name or facts.text("project_name"),
            "issues": notes.sorted_issues(),
            "decisions": notes.sorted_decisions(),
        }
    )
