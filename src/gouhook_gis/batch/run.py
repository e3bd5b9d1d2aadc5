"""A batch from its members to its summary: collect, one layer of all, checks, what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from gouhook_gis.batch.checking import check_members
from gouhook_gis.batch.collecting import collect, make_layer
from gouhook_gis.batch.keys import key_of, references_key, submission_key
from gouhook_gis.batch.place import Place, held, require_apart, withdraw
from gouhook_gis.batch.running.runner import Runner
from gouhook_gis.batch.summing.about import About
from gouhook_gis.batch.summing.quota_sheet import read_quota_sheet
from gouhook_gis.batch.summing.summarise import Given
from gouhook_gis.batch.summing.write import write_summary
from gouhook_gis.batch.work import Batch, Watch, Work, failed
from gouhook_gis.check_options import require_kinds, told_of
from gouhook_gis.domain.batch import BatchSummary, MemberOutcome, MemberState
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import Verdict
from gouhook_gis.engine.versions import versions
from gouhook_gis.filed.offer import Offer
from gouhook_gis.filed.provisional import LAYER_ID, Plan, counties_of_all, plan
from gouhook_gis.pipeline import open_registered
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.joined import joined
from gouhook_gis.reference.sources import ReferenceOption
from gouhook_gis.report.names import JSON
from gouhook_gis.report.reading import read_report
from gouhook_gis.rules.ground import filed
from gouhook_gis.rules.loader import library

# Which verdict decides what all come to, worst first.
WORST = (Verdict.UNREADABLE, Verdict.FAIL, Verdict.INCOMPLETE, Verdict.PASS)


def run_batch(batch: Batch, runner: Runner, watch: Watch) -> BatchSummary:
    """Check all members and write what they come to; what an earlier run into the same folder has
    finished is not done again.

    UsageError where the batch as a whole cannot be meant or another one is at work in its folder;
    what is wrong with one member is its outcome.
    """
    references = _required(batch)
    work = Work(batch, Place(batch.out.absolute()), runner, watch)
    require_apart(work.place, ((member.name, member.path) for member in batch.members))
    with held(work.place), runner.kept():
        read = {
            member.name: submission_key(member.path, batch.options_of(member))
            for member in batch.members
        }
        offers, refused = collect(work, read)
        silent = [Offer(name=name, unreadable=True) for name in refused]
        planned = plan([*offers.values(), *silent], batch.references, batch.options)
        watch.step("layer")
        make_layer(planned, work.place)
        asked = key_of(references=references, layer=planned.digest, lang=batch.lang)
        keys = {
            name: key_of(
                read=read[name], asked=asked, day=batch.day.isoformat() if offer.undated else None
            )
            for name, offer in offers.items()
        }
        outcomes = check_members(work, keys)
        for name, why in refused.items():
            withdraw(work.place, name)
            outcomes[name] = failed(batch.member(name), "", why)
        watch.step("sum")
        ordered = [outcomes[member.name] for member in batch.members]
        about = _about(work, planned)
        return write_summary(_given(work.place, ordered), about, work.place.out, batch.lang)


def worst_of(summary: BatchSummary) -> Verdict:
    """Return what a batch comes to: the worst of its members, of which one without a report is as
    one that cannot be read.
    """
    if summary.failed:
        return Verdict.UNREADABLE
    return next((one for one in WORST if summary.verdicts.get(one)), Verdict.PASS)


def _required(batch: Batch) -> str:
    """Refuse what would fail for every member; return the digest of the reference layers."""
    book = library(batch.options.rules)
    for name in {batch.options_of(member).profile for member in batch.members}:
        book.profile(name)
    require_kinds(batch.options.reference_details, book.layers)
    told_of(batch.options)
    if batch.quota is not None:
        read_quota_sheet(batch.quota)
    references = [ReferenceOption.parse(text, book.layers) for text in batch.references]
    for reference in references:
        if not reference.path.exists():
            raise UsageError("reference.path_missing", path=str(reference.path))
    every = frozenset(kind.kind for kind in book.layers)
    return references_key(references, open_registered(batch.options, every))


def _given(place: Place, outcomes: Sequence[MemberOutcome]) -> Iterator[Given]:
    """Yield every outcome with what reads its report."""
    for outcome in outcomes:
        yield outcome, partial(_report, place, outcome)


def _report(place: Place, outcome: MemberOutcome) -> Report | None:
    if outcome.state is MemberState.FAILED:
        return None
    return read_report(place.member(outcome.name) / JSON)


def _about(work: Work, planned: Plan) -> About:
    batch = work.batch
    own = open_catalogue(work.place.layer, frozenset({filed.KIND}))
    return About(
        profile=batch.options.profile,
        stage=batch.options.stage,
        store=joined([planned.base.store, own]),
        filed=LAYER_ID,
        registered=planned.registered,
        unread=planned.unread,
        counties=counties_of_all(planned.offers),
        quota=batch.quota,
        notes=(*batch.notes, *planned.notes),
        filed_note=planned.note,
        command=batch.command,
        versions=versions(),
    )
