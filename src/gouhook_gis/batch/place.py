"""The folder of a batch: what lies where in it, and how the result of a member gets there.

OUT/NAME/                the reports of a member, as `gouhook check --out` writes them
    filed_parcels/       a catalogue with the edition `batch` of filed parcels
    matrix.xlsx …        what all members come to
    .batch/              what the batch needs to go on where it stopped
        journal.jsonl      a line a member that was checked
        collected.jsonl    a line a member that was read, its parcels in rows/
        layer.json         of what the edition was made
        making/, replaced/ results on their way
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gouhook_gis.domain.errors import GouhookError, UsageError
from gouhook_gis.filed.provisional import EDITION
from gouhook_gis.reference.catalogue.lock import writing
from gouhook_gis.report.write import FILES
from gouhook_gis.rules.ground import filed

WORK = ".batch"
# What stands beside the members' folders: no member may have such a name.
RESERVED = frozenset(
    {WORK, filed.KIND, "matrix.xlsx", "matrix.html", "summary.json", "findings.gpkg"}
)


# The files of a report; whatever else lies in the place of one is somebody's.
_OURS = frozenset(file for files in FILES.values() for file in files)


@dataclass(frozen=True)
class Place:
    """The folder `out` of a batch."""

    out: Path

    @property
    def work(self) -> Path:
        """Return the folder of what is needed to go on."""
        return self.out / WORK

    @property
    def journal(self) -> Path:
        """Return the file of finished members."""
        return self.work / "journal.jsonl"

    @property
    def collected(self) -> Path:
        """Return the file of members that were read."""
        return self.work / "collected.jsonl"

    @property
    def layer(self) -> Path:
        """Return the catalogue folder with the edition of filed parcels."""
        return self.out / filed.KIND

    @property
    def layer_made_of(self) -> Path:
        """Return the file that says of what the edition was made."""
        return self.work / "layer.json"

    def rows(self, name: str) -> Path:
        """Return the file of the parcels of a member."""
        return self.work / "rows" / f"{name}.arrow"

    def member(self, name: str) -> Path:
        """Return the folder of a member's reports."""
        return self.out / name

    def layer_there(self) -> bool:
        """Whether the edition was made."""
        return (self.layer / filed.KIND / EDITION).is_dir()


def require_apart(place: Place, members: Iterable[tuple[str, Path]]) -> None:
    """Raise UsageError where a result would take the place of a submission, or lie in one;
    `members` are their names and paths.
    """
    pairs = [(name, path.resolve()) for name, path in members]
    out = place.out.resolve()
    places = {out / name for name, _ in pairs}
    above = {out, *out.parents}
    for _, path in pairs:
        if path in above or not places.isdisjoint((path, *path.parents)):
            raise UsageError("batch.out_in_submission", path=str(out), submission=str(path))


@contextmanager
def held(place: Place) -> Iterator[None]:
    """Make the folder, and keep other batches out of it. UsageError where one is at work in it."""
    try:
        place.work.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        detail = error.strerror or str(error)
        raise GouhookError("report.not_written", path=str(place.out), detail=detail) from error
    try:
        with writing(place.work, 0.0):
            _tidied(place)
            yield
    except UsageError as error:
        if error.message.id == "catalogue.busy":
            raise UsageError("batch.busy", path=str(place.out)) from error
        raise


@contextmanager
def whole(place: Place, name: str) -> Iterator[Path]:
    """Give a new folder for the reports of a member; what is in it gets into its place when all is
    there, whatever happens to this process.

    What is no file of a report stays there: the forms of earlier days, which people complete by
    hand, and whatever they have laid beside them.
    """
    drafts, target = place.work / "making", place.member(name)
    drafts.mkdir(exist_ok=True)
    # A name of its own: a worker that was given up for lost may still be writing.
    draft = Path(tempfile.mkdtemp(prefix="member-", dir=drafts))
    draft.chmod(place.out.stat().st_mode)
    yield draft
    elder = place.work / "replaced" / name
    try:
        if target.exists():
            elder.parent.mkdir(parents=True, exist_ok=True)
            target.rename(elder)
        draft.rename(target)
        _clear(elder, target)
    except PermissionError as error:  # Windows, where a program has a report open
        raise GouhookError("report.file_held", path=str(target)) from error


def withdraw(place: Place, name: str) -> None:
    """Take away the report of a member that has none any more; what people completed stays."""
    for files in FILES.values():
        for file in files:
            (place.member(name) / file).unlink(missing_ok=True)


def _clear(elder: Path, target: Path) -> None:
    """Drop what was replaced, but for what is no file of a report: that goes where it was."""
    for item in elder.iterdir() if elder.is_dir() else ():
        if item.name not in _OURS and not (target / item.name).exists():
            item.rename(target / item.name)
    shutil.rmtree(elder, ignore_errors=True)


def _tidied(place: Place) -> None:
    """Put back what was about to be replaced when a process was killed, and drop drafts."""
    for elder in (place.work / "replaced").glob("*"):
        target = place.member(elder.name)
        if target.exists():
            _clear(elder, target)
        else:
            elder.rename(target)
    for left in ("replaced", "making"):
        shutil.rmtree(place.work / left, ignore_errors=True)
