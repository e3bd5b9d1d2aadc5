"""Every reclaimed parcel has its boundary coordinates filed (ZJ-D06)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Objects
from gouhook_gis.rules.assessing.outcomes import no_parcels, of_parcel, of_role
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.scene import Scene


class CoordinatesFiled(Kind):
    """Each parcel of `role` has a boundary in a coordinate text of the submission.

    A parcel without one fails, also where its text makes no polygon or the file that the 挂接表
    names does not hold it. A named file that was not handed in is `needs_review`. Where there is
    no text and none is named, nothing was there to be examined: `not_run`.
    """

    kind: Literal["coordinates_filed"]
    role: Role

    def needs(self) -> Needs:
        """Ask for the 挂接表, which may name the files."""
        return Needs(facts=("parcels",))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Look for the text of every parcel; those that have one share one assessment."""
        index = [int(i) for i in scene.of(self.role)]
        if not index:
            return [no_parcels(self.role)]
        texts = scene.case.submission.boundaries
        whole = {text.parcel_key for text in texts if text.geometry is not None}
        broken = {t.parcel_key: t for t in texts if t.geometry is None}
        named = linked(scene).coordinates_file
        if not texts and all(named[i] is None for i in index):
            return [of_role(self.role, Status.NOT_RUN, message("coordinates.none_at_all"))]
        result: list[Assessment] = []
        filed = [i for i in index if scene.parcels.key[i] in whole]
        if filed:
            files = {t.file for t in texts if t.parcel_key in {scene.parcels.key[i] for i in filed}}
            examined = {"parcels": len(filed), "coordinate_files": len(files)}
            result.append(of_role(self.role, Status.PASS, examined=examined))
        for i in sorted(set(index) - set(filed)):
            text = broken.get(scene.parcels.key[i])
            parcel = str(scene.parcels.id[i])
            if text is not None:
                said = message(
                    "coordinates.no_polygon", parcel=parcel, file=text.file, line=text.line
                )
                status = Status.FAIL
            else:
                status, said = self._without(scene, parcel, i, named)
            finding = scene.finding(said, [i], geometry=scene.parcels.geometry[i])
            result.append(of_parcel(scene, i, status, findings=[finding]))
        return result

    def _without(
        self, scene: Scene, parcel: str, position: int, named: Objects
    ) -> tuple[Status, Message]:
        """Return what a parcel comes to whose boundary no text holds."""
        file = named[position]
        if file is None:
            return Status.FAIL, message("coordinates.missing", parcel=parcel)
        if _stem(str(file)) in _handed_in(scene):
            return Status.FAIL, message("coordinates.not_in_file", parcel=parcel, file=str(file))
        return Status.NEEDS_REVIEW, message(
            "coordinates.not_handed_in", parcel=parcel, file=str(file)
        )


def _handed_in(scene: Scene) -> set[str]:
    submission = scene.case.submission
    files = [text.file for text in submission.boundaries] + [f.path for f in submission.files]
    return {_stem(file) for file in files}


def _stem(file: str) -> str:
    """Return a file's name for comparing: people leave out its folder and its ending."""
    return folded(PurePosixPath(file.replace("\\", "/")).stem)
