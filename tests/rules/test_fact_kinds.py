"""Rules of facts: what is refused at loading, what is said to a surveyor, exact thresholds."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouhook_gis.domain.case import Case, LawDate
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.message import Message, message, render
from gouhook_gis.domain.submission import Submission
from gouhook_gis.domain.words import EvidenceGroup, Status
from gouhook_gis.reference.memory import MemoryStore
from gouhook_gis.rules.assessing.periods import last_day
from gouhook_gis.rules.ground.parcels import parcel_table
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds import CHECK
from gouhook_gis.rules.loader import all_rules, load_library, profile
from gouhook_gis.rules.rule import Rule
from gouhook_gis.rules.scene import Scene
from gouhook_gis.rules.source import RulePackError
from tests.support.fixtures import fixture_codes, load_fixture

WITH_FIXTURE = set(fixture_codes())
ON_PAPER = [
    rule for rule in all_rules() if rule.group is EvidenceGroup.FACTS and rule.code in WITH_FIXTURE
]
C03 = "packs/national-measures-2008/ZJ-C03.yaml"
C07 = "packs/supervision-letter-2014/ZJ-C07.yaml"
D02 = "packs/national-measures-2008/ZJ-D02.yaml"
D04 = "packs/supervision-letter-2014/ZJ-D04.yaml"


def scene(**facts: object) -> Scene:
    """A case that holds nothing but facts."""
    values = {
        key: Fact.model_validate({"key": key, "value": value, "source": message("fixture.fact")})
        for key, value in facts.items()
    }
    case = Case(
        submission=Submission(name="fixture.zip"),
        profile="sichuan",
        facts=Facts(values=values),
        law_date=LawDate(date=date(2024, 6, 30), origin="as_of"),
    )
    table, plane = parcel_table((), 0.05)
    return Scene(case, profile("sichuan"), MemoryStore.of([]), table, plane)


def check(**parameters: object) -> Kind:
    return CHECK.validate_python(parameters)


@pytest.mark.parametrize(
    ("file", "old", "new", "wanted"),
    [
        (C03, "end: quota_return_date", "end: quota_returned", "pack.wrong.unknown_fact"),
        (C03, "end: quota_return_date", "end: quota_m2", "pack.wrong.fact_of_another_type"),
        (C07, "start: implementation_date", "start: progress", "pack.wrong.fact_of_another_type"),
        (
            D02,
            "fact: acceptance_map_scale",
            "fact: quota_numbers",
            "pack.wrong.fact_of_another_type",
        ),
        (D04, "funds_wan]", "funds]", "pack.wrong.unknown_column"),
        (D04, "  progress: [", "  approval_date: [", "pack.wrong.fact_of_another_type"),
    ],
)
def test_a_rule_that_names_no_fact_never_starts(
    tmp_path: Path, file: str, old: str, new: str, wanted: str
) -> None:
    root = Path(str(resources.files("gouhook_gis.rules")))
    for name in ("packs", "layers", "profiles"):
        shutil.copytree(root / name, tmp_path / name)
    path = tmp_path / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(RulePackError) as caught:
        load_library(tmp_path)
    assert caught.value.message.id == wanted
    assert file in str(caught.value)


@pytest.mark.parametrize("rule", ON_PAPER, ids=lambda rule: rule.code)
def test_without_facts_nothing_passes(rule: Rule) -> None:
    """A rule that asks for facts alone never passes on none, and names what is missing."""
    if rule.check.needs().slots:
        pytest.skip("asks for more than facts")
    found = rule.check.evaluate(scene())
    assert found
    assert {one.status for one in found} <= {Status.NOT_RUN, Status.NOT_APPLICABLE}


@pytest.mark.parametrize("rule", ON_PAPER, ids=lambda rule: rule.code)
def test_what_is_said_is_for_people(rule: Rule) -> None:
    """No gap, no key of a fact, no name of a field in a text that a surveyor reads."""
    fixture = load_fixture(rule.code)
    said: list[Message] = []
    for name in fixture.cases:
        for assessment in fixture.outcome(name).assessments:
            said += [finding.message for finding in assessment.findings]
            said += [assessment.reason] if assessment.reason else []
    for item in said:
        for lang in ("zh", "en"):
            text = render(item, lang)
            assert "—" not in text.replace("拆旧—", ""), text
            assert "{" not in text, text
            assert "fact." not in text, text


@given(st.integers(1, 4000), st.integers(0, 4000))
def test_votes_are_counted_in_whole_numbers(eligible: int, agreed: int) -> None:
    """19/20 and 2/3 to the vote, where floating point would round."""
    agreed = min(agreed, eligible)
    for top, bottom in ((19, 20), (2, 3), (1, 1)):
        kind = check(
            kind="vote_share",
            vote="assembly",
            numerator=top,
            denominator=bottom,
            role="demolition",
        )
        row = {"village_code": "1" * 12, "kind": "assembly", "eligible": eligible, "agreed": agreed}
        enough = agreed * bottom >= eligible * top
        status = kind.evaluate(scene(votes=[row]))[0].status
        assert status is (Status.PASS if enough else Status.FAIL)


@given(
    st.dates(date(2005, 1, 1), date(2020, 12, 31)),
    st.integers(1, 60),
    st.sampled_from(["days", "workdays", "months", "years"]),
)
def test_a_period_ends_on_one_day(start: date, limit: int, unit: str) -> None:
    """Its last day is within it, the day after is not."""
    limit = limit if unit in ("days", "workdays") else 1 + limit % 5
    kind = check(
        kind="within_period",
        start="approval_date",
        end="completion_date",
        limit=limit,
        unit=unit,
    )
    last = last_day(start, limit, unit)  # type: ignore[arg-type]
    for day, status in ((last, Status.PASS), (last + timedelta(days=1), Status.FAIL)):
        facts = {"approval_date": start.isoformat(), "completion_date": day.isoformat()}
        found = kind.evaluate(scene(**facts))[0]
        assert found.status is status
        assert found.measures[0].holds is (status is Status.PASS)


def test_documents_stand_once_under_a_stage() -> None:
    one = {
        "key": "竣工图",
        "title": {"zh": "竣工图", "en": "Map"},
        "stage": "acceptance",
        "article": "第八条",
    }
    with pytest.raises(ValueError, match="twice"):
        check(kind="documents_listed", documents=[one, one])
    both = check(kind="documents_listed", documents=[one, {**one, "stage": "application"}])
    assert both.needs().facts == ("documents",)


def test_a_stage_without_documents_is_not_applicable() -> None:
    """The scene is at application, the only document is one of acceptance."""
    kind = check(
        kind="documents_listed",
        documents=[
            {"key": "竣工图", "title": {"zh": "竣工图"}, "stage": "acceptance", "article": "八"}
        ],
    )
    found = kind.evaluate(scene(documents=[{"item": "竣工图", "present": True}]))
    assert [one.status for one in found] == [Status.NOT_APPLICABLE]
    assert found[0].reason == message("rules.no_documents_asked")


def test_a_share_above_one_and_a_window_that_closes_before_it_opens_are_refused() -> None:
    with pytest.raises(ValueError, match="numerator"):
        check(kind="vote_share", vote="consent", numerator=3, denominator=2, role="demolition")
    with pytest.raises(ValueError, match="opens"):
        check(
            kind="policy_window",
            fact="application_date",
            opens="2025-01-02",
            closes="2025-01-01",
        )
    with pytest.raises(ValueError, match="day is out of range"):
        check(kind="request_deadline", request="demand", month=2, day=29)
