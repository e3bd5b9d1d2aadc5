"""What a child of a batch does: one submission is read, or checked as `gouhook check` would."""

from __future__ import annotations

from pydantic import JsonValue

from gouhook_gis.batch.asked import Check, Collect, asked_of
from gouhook_gis.batch.layers import held_open
from gouhook_gis.batch.place import Place, whole
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Verdict
from gouhook_gis.filed.offer import offered
from gouhook_gis.filed.provisional import EDITION
from gouhook_gis.pipeline import check
from gouhook_gis.report.write import write_all
from gouhook_gis.rules.ground import filed


class Checked(Model):
    """What a check came to."""

    verdict: Verdict
    result_sha256: str


def perform(request: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Do what is asked; return an `Offer` or `Checked` as JSON. UsageError where it cannot be
    done as it was asked, GouhookError where its files cannot be written.
    """
    asked = asked_of(request)
    answer = _collect(asked) if isinstance(asked, Collect) else _check(asked)
    return answer.model_dump(mode="json")


def _collect(asked: Collect) -> Model:
    rows = Place(asked.out).rows(asked.name)
    return offered(asked.name, asked.submission, asked.options, rows)


def _check(asked: Check) -> Model:
    references, options = asked.references, asked.options
    if asked.layer is not None:
        references = (*references, str(asked.layer))
        options = options.model_copy(update={"slots": {**options.slots, filed.KIND: EDITION}})
    report = check(asked.submission, references, options, today=asked.day, opener=held_open)
    with whole(Place(asked.out), asked.name) as folder:
        write_all(report, folder, asked.lang)
    return Checked(verdict=report.result.verdict, result_sha256=report.provenance.result_sha256)
