"""One submission from file to report, top to bottom: read, understand, look up, check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from gouhook_gis.domain.case import Case, LawDate, ReferenceDetail
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.submission import Submission
from gouhook_gis.domain.words import EvidenceGroup, Programme, Stage
from gouhook_gis.engine.check import Progress, check_case
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.intake.facts import parse_facts
from gouhook_gis.intake.options import MappingOptions, parse_map_options
from gouhook_gis.intake.submission import build_submission
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.joined import joined
from gouhook_gis.reference.slots import fill_slots
from gouhook_gis.reference.sources import ReferenceOption, open_references
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.definition import Profile
from gouhook_gis.rules.ground.coverage import CODE_SLOTS
from gouhook_gis.rules.loader import layer_kinds, profile, rules_of
from gouhook_gis.rules.rule import Rule, layer_kind

# The act that each stage examines has its date in these facts, the first that is known.
STAGE_DATES = {
    Stage.APPLICATION: ("approval_date", "application_date"),
    Stage.ADJUSTMENT: ("adjustment_date",),
    Stage.ACCEPTANCE: ("acceptance_date",),
    Stage.FILING: ("filing_date",),
    Stage.SETTLEMENT: ("settlement_date",),
    Stage.EXPROPRIATION: ("expropriation_date",),
    Stage.IMPLEMENTATION: ("observation_date",),
    Stage.MONITORING: ("observation_date",),
}
Step = Callable[[str], None]


class CheckOptions(Model):
    """What a user may say beside the submission and the reference layers.

    `facts` are "key=value" strings, `facts_file` a JSON file; `map` as `--map`; `slots` maps a
    slot, a kind or a moment to an edition; `catalogue` is a folder of registered layers, for the
    kinds that no path names; `as_of` overrides the law date.
    """

    profile: str = "national"
    stage: Stage = Stage.APPLICATION
    facts: tuple[str, ...] = ()
    facts_file: Path | None = None
    map: tuple[str, ...] = ()
    slots: dict[str, str] = {}
    catalogue: Path | None = None
    as_of: date | None = None
    require: tuple[EvidenceGroup, ...] | None = None
    project: str | None = None
    reference_detail: ReferenceDetail = "clip"
    read: ReadOptions = ReadOptions()


def check(
    submission: str | Path,
    reference: Sequence[str | Path] = (),
    options: CheckOptions | None = None,
    *,
    today: date | None = None,
    step: Step | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a submission (zip, folder, .shp, .gpkg, .geojson, .gdb) and return its report.

    `reference` are paths or "KIND[@EDITION]=PATH"; `step(name)` is called as each step begins,
    `progress(code, done, total)` after each rule. Raises UsageError for a wrong call; what is
    wrong with the content is in the report.

    >>> report = check("项目.zip", ["reference/"], CheckOptions(profile="sichuan"))
    >>> report.result.verdict
    """
    options = options or CheckOptions()
    chosen, rules, kinds = profile(options.profile), rules_of(options.profile), layer_kinds()
    mapping = mapping_of(options)
    told = parse_facts(options.facts, options.facts_file)
    references = [ReferenceOption.parse(str(text), kinds) for text in reference]
    limits = limits_from_settings()

    # What the submitter says of the CRS holds for the submission alone.
    def isolated(path: Path) -> Reading:
        return read_isolated(path, limits, ReadOptions())

    def here(path: Path) -> Reading:
        return read_source(path, limits, ReadOptions())

    begin = step or (lambda name: None)
    begin("read")
    wanted = frozenset(layer_kind(slot) for slot in wanted_slots(rules))
    registered = open_catalogue(options.catalogue, wanted)
    with ThreadPoolExecutor(max_workers=2) as pool:
        layers = pool.submit(open_references, references, kinds, wanted, here, isolated)
        own = read_isolated(Path(submission), limits, options.read)
        understood = build_submission(own, kinds, mapping)
        named = layers.result()
    begin("check")
    store, day = joined([named, registered]), today or date.today()
    case = make_case(understood, chosen, rules, options, told, named, registered, day)
    return check_case(case, chosen, rules, store, progress)


def mapping_of(options: CheckOptions) -> MappingOptions:
    """Return what the user said about layers and fields."""
    mapping = parse_map_options(options.map)
    if options.project is None:
        return mapping
    return mapping.model_copy(update={"project": options.project})


def make_case(
    submission: Submission,
    chosen: Profile,
    rules: Sequence[Rule],
    options: CheckOptions,
    told: Facts,
    named: Store,
    registered: Store,
    today: date,
) -> Case:
    """Put a case together: facts (those told beat those of the parcels), law date, slots
    (`named` for this check, else `registered` in the catalogue).
    """
    facts = submission.facts.merged(told)
    law_date = law_date_of(options, facts, today)
    approved = facts.date("approval_date") or facts.date("application_date")
    slots, reasons = fill_slots(
        wanted_slots(rules),
        named.editions(),
        options.slots,
        approved.year if approved else None,
        registered.editions(),
    )
    return Case(
        submission=submission,
        profile=chosen.name,
        stage=options.stage,
        programme=programme_of(facts, chosen),
        facts=facts,
        law_date=law_date,
        slots=slots,
        slot_reasons=reasons,
        require=options.require,
        reference_detail=options.reference_detail,
    )


def wanted_slots(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return the slots that rules ask for, and those that tell where a parcel lies."""
    asked = {slot for rule in rules for slot in rule.check.needs().slots}
    return tuple(sorted(asked | {slot for slot, _ in CODE_SLOTS}))


def law_date_of(options: CheckOptions, facts: Facts, today: date) -> LawDate:
    """Return the date that selects the rules in force: told, of the act examined, else today."""
    if options.as_of is not None:
        return LawDate(date=options.as_of, origin="as_of")
    for key in STAGE_DATES.get(options.stage, ()):
        found = facts.date(key)
        if found is not None:
            return LawDate(date=found, origin=key)
    return LawDate(date=today, origin="today")


def programme_of(facts: Facts, chosen: Profile) -> Programme:
    """Return the programme from the facts, else that of the profile."""
    told = facts.text("programme")
    return Programme(told) if told else chosen.programme
