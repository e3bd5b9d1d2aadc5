"""Second half of a batch: every member is checked beside the layer of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gouhook_gis.batch.asked import Check, told
from gouhook_gis.batch.journal import Journal
from gouhook_gis.batch.members import Member
from gouhook_gis.batch.place import Place, withdraw
from gouhook_gis.batch.running.runner import Ended, Task
from gouhook_gis.batch.tasks import Checked
from gouhook_gis.batch.work import Work, failed
from gouhook_gis.domain.batch import MemberOutcome, MemberState
from gouhook_gis.domain.message import message
from gouhook_gis.report.names import JSON


def check_members(work: Work, keys: Mapping[str, str]) -> dict[str, MemberOutcome]:
    """Return what came of the members that `keys` names; each key is the digest of all that the
    outcome is a function of, and what an earlier run has finished under the same is not done again.
    """
    journal = Journal(work.place.journal, MemberOutcome)
    outcomes = {
        name: line
        for name, line in journal.last().items()
        # One that failed is tried again: there may be more memory or time by now.
        if keys.get(name) == line.key
        and line.state is MemberState.DONE
        and _there(line, work.place)
    }

    def ended(one: Ended) -> None:
        member = work.batch.member(one.task.name)
        outcome = _outcome(member, keys[member.name], one)
        if outcome.state is MemberState.FAILED:
            withdraw(work.place, member.name)
        journal.add(outcome)
        outcomes[member.name] = outcome
        work.watch.checked(outcome)

    todo = [name for name in keys if name not in outcomes]
    work.watch.step("check", len(keys), len(outcomes))
    if todo:
        work.runner.run(_tasks(work, todo), ended)
    return outcomes


def _there(line: MemberOutcome, place: Place) -> bool:
    """Whether the report in the place of a member is the one that the line tells of."""
    try:
        # Searched and not parsed: there are thousands.
        return str(line.result_sha256).encode() in (place.member(line.name) / JSON).read_bytes()
    except FileNotFoundError:
        return False


def _tasks(work: Work, names: Sequence[str]) -> Iterator[Task]:
    for member in map(work.batch.member, names):
        asked = Check(
            name=member.name,
            submission=member.path,
            references=work.batch.references,
            options=work.batch.options_of(member),
            layer=work.place.layer,
            out=work.place.out,
            lang=work.batch.lang,
            day=work.batch.day,
        )
        yield Task(member.name, told(asked))


def _outcome(member: Member, key: str, one: Ended) -> MemberOutcome:
    if one.answer is None:
        return failed(member, key, one.reason or message("batch.no_reason"), one.wall_s)
    checked = Checked.model_validate(one.answer)
    return MemberOutcome(
        name=member.name,
        source=member.source,
        key=key,
        state=MemberState.DONE,
        verdict=checked.verdict,
        result_sha256=checked.result_sha256,
        wall_s=one.wall_s,
        cpu_s=one.cpu_s,
        peak_bytes=one.peak_bytes,
    )
