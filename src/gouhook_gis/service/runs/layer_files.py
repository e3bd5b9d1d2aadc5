"""The files of a layer edition out of what was uploaded, or from a folder of the server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.formats.archive import unpack
from gouhook_gis.formats.members import Member
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.formats.sources import sort_out
from gouhook_gis.service.files import below


def layer_files(upload: Path, folder: Path) -> list[Path]:
    """Return the files to register: those of an archive, unpacked into the new `folder` under the
    limits of any submission, else the upload itself.

    RefusedError where the archive is damaged or passes a limit, UsageError where no layer is in it.
    """
    if upload.suffix.lower() != ".zip":
        return [upload]
    sources = sort_out(unpack(upload, folder / "members", limits_from_settings()).members)
    files = [
        *(list(parts.values()) for parts in sources.shapefiles),
        *([one] for one in (*sources.geopackages, *sources.geojsons)),
    ]
    found = [_named(members, folder / str(number)) for number, members in enumerate(files)]
    found += [_folder_of(members) for members in sources.databases.values()]
    if not found:
        raise UsageError("service.no_layer_inside", filename=upload.name)
    return found


def _named(members: Sequence[Member], folder: Path) -> Path:
    """Give the files of one source their own names again, which the record of the edition keeps;
    return the one to open.
    """
    folder.mkdir()
    paths = []
    for member in members:
        if member.path is not None:
            paths.append(member.path.rename(folder / PurePosixPath(member.name).name))
    return next((path for path in paths if path.suffix.lower() == ".shp"), paths[0])


def _folder_of(members: Sequence[Member]) -> Path:
    return next(member.path.parent for member in members if member.path is not None)


def allowed(path: str, folder: Path | None) -> Path:
    """Return a path on the server, if it lies in `folder`, whatever links it goes through.

    Raises UsageError where it does not, and where nothing is there.
    """
    found = None if folder is None else below(folder, path)
    if found is None or not found.exists():
        raise UsageError("service.path_outside", path=path)
    return found
