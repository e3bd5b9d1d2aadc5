"""The first parts of the form: the project, the verdict, and the texts it rests on."""

from __future__ import annotations

from pydantic import JsonValue

from gouhook_gis.domain.words import InForce, Status
from gouhook_gis.report import figures
from gouhook_gis.report.docx.form import DERIVED, Form
from gouhook_gis.report.docx.table import Cell, Row, add_table, head
from gouhook_gis.report.position import crs_text

_VERDICT_SIZE = 16.0
_AREA_SIZE = 9.5


def project(form: Form) -> None:
    """Say which project was examined, for which act, and how large it is."""
    form.section(form.say("project"))
    result, voice, say = form.report.result, form.voice, form.voice.say
    law = result.law_date
    dated = say("dated", date=law.date.isoformat(), origin=voice.word(law.origin, "origin"))
    pairs = (
        ("project_code", result.project_code or form.say("not_given")),
        ("stage", voice.word(result.stage)),
        ("programme", voice.word(result.programme)),
        ("profile", voice.word(result.profile, "profile")),
        ("law_date", dated),
        ("crs", crs_text(result.crs, voice)),
    )
    rows: list[Row] = [
        (head(say("project_name")), Cell(result.project_name or form.say("not_given"), span=3)),
        *(
            (head(say(a)), text_a, head(say(b)), text_b)
            for (a, text_a), (b, text_b) in zip(pairs[::2], pairs[1::2], strict=True)
        ),
        (head(say("submission")), Cell(form.report.provenance.submission, span=3)),
    ]
    add_table(form.document, (28, 54.5, 28, 54.5), rows)
    _areas(form)


def verdict(form: Form) -> None:
    """Say the verdict, what it rests on, and what was not examined."""
    form.section(form.voice.say("verdict"))
    result, voice, say = form.report.result, form.voice, form.voice.say
    told = [voice.message(item) for item in result.headline]
    unseen: list[JsonValue] = [g.value for g in form.overview.unexamined if g in result.required]
    if unseen:
        told.append(say("open_groups", groups=unseen))
    told.append(say("verdict_rests_on", required=[group.value for group in result.required]))
    counts = [
        form.say("counted", status=voice.word(status), count=count)
        for status, count in form.overview.counts
    ]
    sums = [form.say("counts", total=len(result.rules), counts=voice.joined(counts))]
    sums.append(say("finding_count", findings=form.overview.findings))
    if form.overview.notes:
        sums.append(say("note_count", notes=form.overview.notes))
    rows: list[Row] = [
        (
            head(form.say("result")),
            Cell(voice.word(result.verdict), bold=True, align="center", size=_VERDICT_SIZE),
        ),
        (head(say("headline")), "\n".join(told)),
        (head(say("rules")), "".join(sums) if voice.lang == "zh" else " ".join(sums)),
    ]
    beware = [say("force_unknown")] if result.force_unknown else []
    if form.overview.restricted:
        beware.append(say("restricted"))
    if result.crs is None:
        beware.append(say("no_vectors"))
    if beware:
        rows.append((head(form.say("beware")), "\n".join(beware)))
    add_table(form.document, (28, 137), rows)


def basis(form: Form) -> None:
    """List the texts cited by the rules that apply, with their articles and their force."""
    form.section(form.say("basis"))
    voice = form.voice
    cited: dict[tuple[str, InForce], list[str]] = {}
    for rule in sorted(form.report.result.rules, key=lambda rule: rule.code):
        if rule.status is Status.NOT_APPLICABLE:
            continue
        for item in rule.citations:
            article = voice.word(item.article.removeprefix(item.document).strip(), "article")
            articles = cited.setdefault((item.document, item.in_force), [])
            if article not in articles:
                articles.append(article)
    if not cited:
        form.paragraph(form.say("none"))
        return
    rows: list[Row] = [
        (head(form.say("document")), head(form.say("articles")), head(form.voice.say("force")))
    ]
    for (document, force), articles in cited.items():
        shown = form.say("in_force") if force is InForce.YES else voice.word(force, "force")
        if articles == [voice.word(DERIVED, "article")]:
            shown = "—"
        rows.append((document, voice.joined(articles), Cell(shown, align="center")))
    add_table(form.document, (70, 70, 25), rows, heads=1)


def _areas(form: Form) -> None:
    voice, say = form.voice, form.voice.say
    roles = figures.role_rows(form.report.result)
    if not roles:
        form.paragraph(say("areas_none"))
        return
    titles = (
        say("role"),
        say("parcel_count"),
        say("in_ha", title=say("area")),
        say("in_mu", title=say("area")),
        say("in_m2", title=say("area")),
        say("in_m2", title=voice.word("planar")),
        say("in_m2", title=say("declared")),
    )
    rows: list[Row] = [tuple(head(title, size=_AREA_SIZE) for title in titles)]
    for role in roles:
        name = voice.word(role.role)
        name = f"{name}\n{say('at_least')}" if role.at_least else name
        filed = str(role.filed.total.m2) if role.filed else "—"
        planar = str(role.planar.total.m2)
        rows.append(_figures(name, str(role.count), role.official.total, planar, filed))
        if role.overlap.m2:
            rows.append(_figures(say("overlap_inside"), "", role.overlap))
            rows.append(_figures(say("union"), "", role.union))
    form.paragraph("", size=4)
    add_table(form.document, (27, 14, 24, 20, 26, 27, 27), rows, heads=1)
    form.paragraph(say("areas_note"), size=9)


def _figures(name: str, count: str, area: figures.Area, planar: str = "", filed: str = "") -> Row:
    numbers = (count, str(area.ha), str(area.mu), str(area.m2), planar, filed)
    return (name, *(Cell(number, align="right") for number in numbers))
