"""What the process of a trial does: a finished run made ready again, and questions about it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.submission import Parcel
from gouhook_gis.domain.trial import ClipQuestion, CutQuestion, Edit
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.geometry.kernel.ready import LOADER
from gouhook_gis.pipeline import CheckOptions, prepare
from gouhook_gis.report.reading import read_report
from gouhook_gis.service.files import Files
from gouhook_gis.service.runs.against import against
from gouhook_gis.service.runs.checking import options_of
from gouhook_gis.service.runs.own_county import beyond_county
from gouhook_gis.service.settings import Settings
from gouhook_gis.service.trials.task import Lent, TrialTask
from gouhook_gis.trial.changed import write_changed
from gouhook_gis.trial.cutting import cuttable
from gouhook_gis.trial.edits import edited
from gouhook_gis.trial.held import Held
from gouhook_gis.trial.remains import asked_parcel
from gouhook_gis.verification import options_again

PARCELS = "parcels.geojson"
_EDITS: TypeAdapter[tuple[Edit, ...]] = TypeAdapter(tuple[Edit, ...])


class Work:
    """One trial; what it writes is below `folder`, which goes with it."""

    def __init__(self, settings: Settings, files: Files, task: TrialTask, folder: Path) -> None:
        self._settings, self._files, self._task, self._folder = settings, files, task, folder

    def begin(self) -> dict[str, Any]:
        """Make the case ready with the data and editions that the run had. Raises GouhookError
        where they are no longer there.
        """
        LOADER.begin()
        report = read_report(self._task.report)
        self._submission = self._lent(self._task.submission, "submission")
        earlier = self._task.previous
        previous = None if earlier is None else self._lent(earlier, "previous")
        reference, request = against(self._task.layer, self._settings.reference, self._task.request)
        where = options_of(request, previous, self._settings)
        self._options: CheckOptions = options_again(report, where)
        if self._task.clip_hectares is not None:
            limit = {"clip_hectares": self._task.clip_hectares}
            self._options = self._options.model_copy(update=limit)
        result = report.result
        day: date | None = result.law_date.date if result.law_date.origin == "today" else None
        prepared = prepare(
            self._submission,
            reference,
            self._options,
            report.provenance.told,
            today=day,
            earlier_result=result,
        )
        self._held = Held.of(prepared)
        shown = json.dumps(self._held.parcels(), separators=(",", ":"))
        (self._folder / PARCELS).write_text(shown, "utf-8")
        said = self._notice(report)
        return {
            "cuttable": [one.model_dump(mode="json") for one in cuttable(prepared)],
            "message": said and said.model_dump(mode="json"),
        }

    def answer(self, asked: Mapping[str, Any]) -> Any:
        """Answer one question: {"outcome": edits}, {"cut": question}, {"clip":
        question}, or {"write": edits, "form":
        …}, which is answered with the path of a file in a folder of its own.
        """
        if "cut" in asked:
            cut = CutQuestion.model_validate(asked["cut"])
            self._require_inside((asked_parcel(self._case, cut),))
            return self._held.cut(cut).model_dump(mode="json")
        if "clip" in asked:
            clip = ClipQuestion.model_validate(asked["clip"])
            return self._held.clip(clip).model_dump(mode="json")
        if "write" in asked:
            return str(self._write(_EDITS.validate_python(asked["write"]), asked["form"]))
        edits = _EDITS.validate_python(asked["outcome"])
        self._require_inside(edited(self._case, edits).submission.parcels)
        return self._held.outcome(edits).model_dump(mode="json")

    @property
    def _case(self) -> Case:
        return self._held.prepared.case

    def _require_inside(self, parcels: tuple[Parcel, ...]) -> None:
        """Refuse parcels moved beyond the county, where others' layers are. RefusedError."""
        county, submission = self._task.county, self._case.submission
        if county is None:
            return
        moved = submission.model_copy(update={"parcels": parcels})
        case = self._case.model_copy(update={"submission": moved})
        lost = beyond_county(replace(self._held.prepared, case=case), county, self._settings)
        if lost:
            raise RefusedError("trial.outside_county", county=county, parcels=list(lost))

    def _write(self, edits: tuple[Edit, ...], form: Any) -> Path:
        reading = read_isolated(self._submission, limits_from_settings(), self._options.read)
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            submission = self._held.prepared.case.submission
            return write_changed(submission, reading, edits, folder, form)
        except BaseException:
            shutil.rmtree(folder)
            raise

    def _lent(self, upload: Lent, place: str) -> Path:
        return self._files.lend(upload.sha256, upload.filename, self._folder / place)

    def _notice(self, report: Report) -> Message | None:
        """Say where the case is not what it was when the run ended."""
        if self._held.before.provenance.result_sha256 != report.provenance.result_sha256:
            return message("trial.differs")
        slots = self._held.prepared.case.slots.values()
        retired = sorted({edition.layer_id for edition in slots if edition.retired})
        return message("trial.retired", layers=" + ".join(retired)) if retired else None
