"""One submission from file to report, top to bottom: read, understand, look up, check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gouhook_gis.check_options import CheckOptions, require_kinds, told_of
from gouhook_gis.domain.case import Case
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.report import Report, Result
from gouhook_gis.domain.stage_dates import law_date_of
from gouhook_gis.domain.submission import Submission
from gouhook_gis.domain.told import Told
from gouhook_gis.domain.words import Programme
from gouhook_gis.engine.check import Progress, check_case
from gouhook_gis.engine.clipping import within_limit
from gouhook_gis.engine.slots import slots_again, wanted_slots
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.intake.completed import completed
from gouhook_gis.intake.options import MappingOptions
from gouhook_gis.intake.submission import build_submission
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.joined import joined
from gouhook_gis.reference.slots import counties_of, fill_slots
from gouhook_gis.reference.sources import ReferenceOption, open_references
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.definition import Profile
from gouhook_gis.rules.loader import library
from gouhook_gis.rules.rule import Rule, layer_kind

__all__ = [
    "CheckOptions",
    "Prepared",
    "check",
    "make_case",
    "open_named",
    "open_registered",
    "prepare",
    "programme_of",
    "submission_of",
    "told_of",
]
Step = Callable[[str], None]
# Opens the layers of wanted kinds that references name; `open_named` but for who keeps them open.
Opener = Callable[[Sequence[ReferenceOption], Sequence[LayerKind], frozenset[str]], Store]


@dataclass(frozen=True)
class Prepared:
    """A case made ready, with all that its report is a function of: it can be checked again with
    other parcels, as long as it is held, without reading anything anew.
    """

    case: Case
    profile: Profile
    rules: Sequence[Rule]
    store: Store
    told: Told

    def report(self, progress: Progress | None = None) -> Report:
        """Check the case; `progress(code, done, total)` is called after each rule."""
        report = check_case(self.case, self.profile, self.rules, self.store, progress)
        provenance = report.provenance.model_copy(update={"told": self.told})
        return report.model_copy(update={"provenance": provenance})


def check(
    submission: str | Path,
    reference: Sequence[str | Path] = (),
    options: CheckOptions | None = None,
    *,
    today: date | None = None,
    step: Step | None = None,
    progress: Progress | None = None,
    opener: Opener | None = None,
) -> Report:
    """Check a submission (zip, folder, .shp, .gpkg, .geojson, .gdb) and return its report.

    `reference` are paths or "KIND[@EDITION]=PATH"; `step(name)` is called as each step begins,
    `progress(code, done, total)` after each rule; `opener` is for who keeps layers open from check
    to check. Raises UsageError for a wrong call; what is
    wrong with the content is in the report.

    >>> report = check("项目.zip", ["reference/"], CheckOptions(profile="sichuan"))
    >>> report.result.verdict
    """
    options = options or CheckOptions()
    told = told_of(options)
    prepared = prepare(submission, reference, options, told, today=today, step=step, opener=opener)
    return prepared.report(progress)


def prepare(
    submission: str | Path,
    reference: Sequence[str | Path],
    options: CheckOptions,
    told: Told,
    *,
    today: date | None = None,
    step: Step | None = None,
    earlier_result: Result | None = None,
    opener: Opener | None = None,
) -> Prepared:
    """Read and look up all that `check` needs, with what was `told` already understood.

    With an `earlier_result` only the slots that were filled there are filled, for its reasons.
    """
    book = library(options.rules)
    require_kinds(options.reference_details, book.layers)
    chosen, rules = book.profile(options.profile), book.rules_of(options.profile)
    kinds = book.layers
    mapping = MappingOptions.model_validate(told.mapping)
    references = [ReferenceOption.parse(str(text), kinds) for text in reference]
    begin = step or (lambda name: None)
    begin("read")
    wanted = frozenset(layer_kind(slot) for slot in wanted_slots(rules, options.stage))
    registered = open_registered(options, wanted)
    with ThreadPoolExecutor(max_workers=2) as pool:
        layers = pool.submit(opener or open_named, references, kinds, wanted)
        understood = submission_of(submission, options, told)
        previous = None
        if options.previous is not None:
            earlier = read_isolated(options.previous, limits_from_settings(), options.read)
            # What was typed names layers of the submission; the earlier version may have others.
            untyped = mapping.model_copy(update={"typed": frozenset()})
            previous = build_submission(earlier, kinds, untyped)
        named = layers.result()
    begin("check")
    store, day = joined([named, registered]), today or date.today()
    case = make_case(understood, chosen, rules, options, named, registered, day)
    names = book.names_for(chosen, wanted)
    case = case.model_copy(update={"previous": previous, "waivers": told.waivers, "names": names})
    if earlier_result is not None:
        case = case.model_copy(update=slots_again(earlier_result, case.slots))
    case = within_limit(case)
    told = told.model_copy(update={"reference_details": case.reference_details})
    return Prepared(case, chosen, rules, store, told)


def submission_of(path: str | Path, options: CheckOptions, told: Told) -> Submission:
    """Read and understand a submission, with the facts that were `told` beside it."""
    reading = read_isolated(Path(path), limits_from_settings(), options.read)
    mapping = MappingOptions.model_validate(told.mapping)
    return completed(
        build_submission(reading, library(options.rules).layers, mapping),
        told.facts_filed,
        told.facts_told,
        issues=told.wrong_cells,
    )


def open_named(
    references: Sequence[ReferenceOption], kinds: Sequence[LayerKind], wanted: frozenset[str]
) -> Store:
    """Return a store of the layers of `wanted` kinds that `--reference` options name."""
    limits = limits_from_settings()

    # What the submitter says of the CRS holds for the submission alone.
    def isolated(path: Path) -> Reading:
        return read_isolated(path, limits, ReadOptions())

    def here(path: Path) -> Reading:
        return read_source(path, limits, ReadOptions())

    return open_references(references, kinds, wanted, here, isolated)


def open_registered(options: CheckOptions, wanted: frozenset[str]) -> Store:
    """Return a store of the registered editions of `wanted` kinds: those of the database, else
    of the catalogue, else none.
    """
    if options.database is None:
        return open_catalogue(options.catalogue, wanted)
    if options.catalogue is not None:
        raise UsageError("catalogue.two_places", path=str(options.catalogue))
    from gouhook_gis.reference.postgis.open import open_database

    return open_database(options.database.get_secret_value(), wanted)


def make_case(
    submission: Submission,
    chosen: Profile,
    rules: Sequence[Rule],
    options: CheckOptions,
    named: Store,
    registered: Store,
    today: date,
) -> Case:
    """Put a case together: law date and slots (`named` for this check, else `registered` in the
    catalogue).
    """
    facts = submission.facts
    law_date = law_date_of(options.stage, facts, options.as_of, today)
    approved = facts.date("approval_date") or facts.date("application_date")
    slots, reasons = fill_slots(
        wanted_slots(rules, options.stage),
        named.editions(),
        options.slots,
        approved,
        registered.editions(),
        counties_of(submission, facts),
        facts.date("acceptance_date"),
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
        reference_details=options.reference_details,
        clip_hectares=options.clip_hectares,
    )


def programme_of(facts: Facts, chosen: Profile) -> Programme:
    """Return the programme from the facts, else that of the profile."""
    told = facts.text("programme")
    return Programme(told) if told else chosen.programme
