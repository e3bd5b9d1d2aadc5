"""Members of a source sorted into layers-to-be, and what cannot become one."""

from __future__ import annotations

from dataclasses import dataclass, field

from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.coordinate_text.recognise import HEAD_BYTES, looks_like
from gouhook_gis.formats.copying import instead
from gouhook_gis.formats.members import (
    ARCHIVES,
    OTHER_PHOTOGRAPHS,
    OTHER_SPREADSHEETS,
    PHOTOGRAPHS,
    SHAPEFILE,
    SHAPEFILE_COMPANIONS,
    TEXTS,
    UNSUPPORTED,
    WORKBOOKS,
    Member,
    gdb_folder,
)
from gouhook_gis.formats.notes import file_issue


@dataclass
class Sources:
    """What a source holds, each list in the order of names.

    `shapefiles`: suffix to member, one dict a stem; `databases`: .gdb folder to its members.
    """

    shapefiles: list[dict[str, Member]] = field(default_factory=list)
    geopackages: list[Member] = field(default_factory=list)
    geojsons: list[Member] = field(default_factory=list)
    databases: dict[str, list[Member]] = field(default_factory=dict)
    workbooks: list[Member] = field(default_factory=list)
    texts: list[Member] = field(default_factory=list)
    photographs: list[Member] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def sort_out(members: tuple[Member, ...]) -> Sources:
    """Sort `members` by what their names say they are."""
    found = Sources()
    stems: dict[str, dict[str, Member]] = {}
    for member in sorted(members, key=lambda item: item.name):
        suffix, folder = member.suffix, gdb_folder(member.name)
        if folder is not None:
            found.databases.setdefault(folder, []).append(member)
        elif suffix in SHAPEFILE:
            stem = member.name[: -len(suffix)].casefold()
            stems.setdefault(stem, {})[suffix] = member
        elif suffix == ".gpkg":
            found.geopackages.append(member)
        elif suffix in WORKBOOKS:
            found.workbooks.append(member)
        elif suffix == ".geojson" or (suffix == ".json" and _has_features(member)):
            found.geojsons.append(member)
        elif suffix in TEXTS and looks_like(_head(member)):
            found.texts.append(member)
        elif suffix in (*PHOTOGRAPHS, *OTHER_PHOTOGRAPHS):
            found.photographs.append(member)
        else:
            _other(member, found)
    for parts in stems.values():
        if ".shp" in parts:
            found.shapefiles.append(parts)
        else:
            found.others += [member.name for member in parts.values()]
        if ".shp" not in parts and ".shx" in parts:
            found.issues.append(file_issue("F02.shp_missing", parts[".shx"].name))
    return found


def _other(member: Member, found: Sources) -> None:
    """Note what looks like data but is not read; nested archives may hide parcels: fatal."""
    suffix = member.suffix
    if suffix in ARCHIVES:
        found.issues.append(file_issue("F01.nested_archive", member.name, fatal=True))
    elif suffix in UNSUPPORTED:
        found.issues.append(file_issue(instead(suffix), member.name, suffix=suffix))
    elif suffix in OTHER_SPREADSHEETS:
        found.issues.append(file_issue("F13.other_format", member.name, suffix=suffix))
    elif suffix == ".gdbtable":
        found.issues.append(file_issue("F02.gdb_without_folder", member.name))
    elif not member.name.lower().endswith(SHAPEFILE_COMPANIONS):
        found.others.append(member.name)


def _has_features(member: Member) -> bool:
    """Whether a .json looks like a feature collection, which settings and facts do not."""
    return b'"FeatureCollection"' in _head(member)


def _head(member: Member) -> bytes:
    """Return the beginning of a member, b"" where there is no copy of it."""
    if member.path is None:
        return b""
    with member.path.open("rb") as stream:
        return stream.read(HEAD_BYTES)
