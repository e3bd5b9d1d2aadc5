"""The middle of the form: every rule, what is wrong, what was not examined, what to mend."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from gouhook_gis.domain.report import RuleOutcome
from gouhook_gis.domain.words import Status
from gouhook_gis.report.docx.form import Form, clause
from gouhook_gis.report.docx.table import Cell, Row, add_table, head
from gouhook_gis.report.evidence import SETTLED, Evidence, ranked

_WRONG = (Status.FAIL, Status.NEEDS_REVIEW)
_SIZE = 9.5


def itemised(form: Form) -> None:
    """List the rules that apply, worst first, and name the others with the reason."""
    form.section(form.say("itemised"))
    voice, say = form.voice, form.voice.say
    rules = ranked(form.report.result.rules)
    if not rules:
        form.paragraph(say("rules_none"))
        return
    rows: list[Row] = [
        (
            head(say("code")),
            head(form.say("content")),
            head(say("article")),
            head(say("severity")),
            head(say("result")),
            head(form.say("count")),
        )
    ]
    for rule in rules:
        if rule.status is not Status.NOT_APPLICABLE:
            rows.append(
                (
                    Cell(rule.code, size=_SIZE),
                    voice.text(rule.texts.title),
                    "\n".join(clause(item, voice) for item in rule.citations),
                    Cell(voice.word(rule.severity, "severity"), align="center", size=_SIZE),
                    _status(rule, form),
                    Cell(_count(rule, form), align="center", size=_SIZE),
                )
            )
    add_table(form.document, (19, 50, 42, 18, 21, 15), rows, heads=1, size=_SIZE)
    _unused(form, [rule for rule in rules if rule.status is Status.NOT_APPLICABLE])


def problems(form: Form) -> None:
    """Say of every rule that is not met what is worst, and where the list has the rest."""
    form.section(form.say("problems"))
    rows: list[Row] = []
    for rule in _wrong(form):
        found = open_findings(form, rule)
        told = ""
        if found:
            numbers: list[JsonValue] = [item.number for item in found]
            told = form.voice.message(found[0].finding.message)
            told += form.say("numbers", numbers=numbers)
        rows.append(
            (
                f"{rule.code}\n{form.voice.text(rule.texts.title)}",
                _status(rule, form),
                Cell(_count(rule, form), align="center", size=_SIZE),
                told or _elsewhere(rule, form),
            )
        )
    if not rows:
        form.paragraph(form.say("no_problem"))
        return
    titles = ("content", "count", "worst")
    content, count, worst = (head(form.say(title)) for title in titles)
    heads: Row = (content, head(form.voice.say("result")), count, worst)
    add_table(form.document, (48, 21, 18, 78), [heads, *rows], heads=1, size=_SIZE)


def not_examined(form: Form) -> str:
    """List what was not examined; return the heading where there is anything to supply."""
    voice, say = form.voice, form.voice.say
    title = form.section(say("open"))
    groups: list[JsonValue] = [group.value for group in form.overview.unexamined]
    if groups:
        form.paragraph(say("open_groups", groups=groups))
    if not form.overview.open_rules:
        if not groups:
            form.paragraph(form.say("all_examined"))
        return ""
    alike: dict[tuple[str, str], list[str]] = {}
    for rule, reasons in form.overview.open_rules:
        why = "\n".join(voice.message(item) for item in reasons) or "—"
        key = (voice.word(rule.severity, "severity"), why)
        alike.setdefault(key, []).append(f"{rule.code} {voice.text(rule.texts.title)}")
    rows: list[Row] = [
        (head(form.say("content")), head(say("severity")), head(say("to_supply"))),
        *(
            ("\n".join(names), Cell(severity, align="center", size=_SIZE), why)
            for (severity, why), names in alike.items()
        ),
    ]
    add_table(form.document, (66, 18, 81), rows, heads=1, size=_SIZE)
    return title


def mending(form: Form, open_section: str) -> None:
    """Say of every rule that is not met what the submitter has to do."""
    form.section(form.say("mend"))
    rows: list[Row] = [
        (
            Cell(str(number), align="center", size=_SIZE),
            f"{rule.code} {form.voice.text(rule.texts.title)}",
            Cell(form.voice.word(rule.severity, "severity"), align="center", size=_SIZE),
            form.voice.text(rule.texts.remedy),
        )
        for number, rule in enumerate(_wrong(form), start=1)
    ]
    if open_section:
        number = Cell(str(len(rows) + 1), align="center", size=_SIZE)
        rows.append((number, Cell(form.say("supply", section=open_section), span=3, size=_SIZE)))
    if not rows:
        form.paragraph(form.say("nothing_to_mend"))
        return
    titles = (form.voice.say("no"), form.say("content"), form.voice.say("severity"))
    heads = [head(title) for title in (*titles, form.say("to_mend"))]
    add_table(form.document, (11, 52, 18, 84), [heads, *rows], heads=1, size=_SIZE)


def waivers(form: Form) -> None:
    """List the approved exceptions, and whether they applied."""
    listed, say = form.report.result.waivers, form.voice.say
    if not listed:
        return
    form.section(say("waivers"))
    titles = ("waived_what", "document", "officer", "expires", "reason", "applied")
    rows: list[Row] = [[head(say(title)) for title in titles]]
    rows += [
        (
            "\n".join(part for part in (one.rule, one.fingerprint) if part),
            one.document,
            one.officer,
            one.expires.isoformat(),
            one.reason,
            Cell(form.voice.word(one.state, "waivers.state"), size=_SIZE),
        )
        for one in listed
    ]
    add_table(form.document, (36, 38, 18, 22, 36, 15), rows, heads=1, size=_SIZE)


def open_findings(form: Form, rule: RuleOutcome) -> list[Evidence]:
    """Return the findings of a rule to deal with and the waived ones, in their order; the notes
    of what passed are left out.
    """
    mine = [item for item in form.items if item.rule.code == rule.code]
    return [item for item in mine if item.assessment.status not in SETTLED]


def _wrong(form: Form) -> list[RuleOutcome]:
    """Return the rules of which anything is wrong, worst first, also where they were not run
    elsewhere.
    """
    return [
        rule
        for rule in ranked(form.report.result.rules)
        if rule.status in _WRONG or any(a.status in _WRONG for a in rule.assessments)
    ]


def _status(rule: RuleOutcome, form: Form) -> Cell:
    bold = rule.status not in SETTLED
    return Cell(form.voice.word(rule.status), bold=bold, align="center", size=_SIZE)


def _count(rule: RuleOutcome, form: Form) -> str:
    found = open_findings(form, rule)
    waived = sum(item.waived_by is not None for item in found)
    if not found:
        return ""
    return f"{len(found)}\n{form.say('waived_count', count=waived)}" if waived else str(len(found))


def _elsewhere(rule: RuleOutcome, form: Form) -> str:
    if rule.findings_under:
        return form.voice.say("same_findings", code=rule.findings_under)
    return "\n".join(
        form.voice.message(a.reason) for a in rule.assessments if a.reason and a.status in _WRONG
    )


def _unused(form: Form, rules: Sequence[RuleOutcome]) -> None:
    if not rules:
        return
    why: dict[str, list[str]] = {}
    for rule in rules:
        reasons = [rule.reason] if rule.reason else [a.reason for a in rule.assessments]
        told = "；".join(dict.fromkeys(form.voice.message(item) for item in reasons if item))
        why.setdefault(told, []).append(rule.code)
    lines = [
        form.say("unused_why", codes=form.voice.joined(codes), reason=reason or "—")
        for reason, codes in why.items()
    ]
    form.paragraph("\n".join([form.say("unused", count=len(rules)), *lines]), size=_SIZE)
