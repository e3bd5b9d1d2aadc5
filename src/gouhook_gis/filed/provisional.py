"""The parcels of submissions that are checked together, as one edition beside what was filed."""

from __future__ import annotations

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import shapely

from gouhook_gis.check_options import CheckOptions
from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.message import Message, message
from gouhook_gis.filed.edition import held_rows, one_crs, write_geopackage
from gouhook_gis.filed.files import load_rows
from gouhook_gis.filed.offer import Offer
from gouhook_gis.filed.parcels import FiledRows
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.zones import GEOGRAPHIC
from gouhook_gis.pipeline import open_named, open_registered
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.register import Registration
from gouhook_gis.reference.joined import joined
from gouhook_gis.reference.slots import fill_slots
from gouhook_gis.reference.sources import ReferenceOption
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.ground import filed
from gouhook_gis.rules.loader import library

EDITION = "batch"
LAYER_ID = f"{filed.KIND}@{EDITION}"
# What is said of many names at most.
_NAMED = 20
# Raised where other rows are made of the same submissions.
_FORM = 1


@dataclass(frozen=True)
class Base:
    """The editions of filed parcels that were supplied, and those that answer here: of each county
    the one that a check of a project there would ask, none where none was supplied.
    """

    store: Store
    editions: tuple[Edition, ...]


@dataclass(frozen=True)
class Plan:
    """An edition that is about to be made. `digest` is that of all that it is made of; `note` says
    what is in it, `notes` what was noticed, `unread` names who offers no parcels.
    """

    offers: tuple[Offer, ...]
    base: Base
    digest: str
    note: Message
    notes: tuple[Message, ...]
    unread: tuple[str, ...]

    @property
    def registered(self) -> tuple[str, ...]:
        """Return the ids of the editions that were supplied and answer here."""
        return tuple(edition.layer_id for edition in self.base.editions)


def plan(offers: Sequence[Offer], references: Sequence[str], options: CheckOptions) -> Plan:
    """Say what the edition of all `offers` will be, beside the one that `references`, `options`
    supply for their counties.

    UsageError as of the choice of an edition for a check, and where one supplied is itself the
    edition of a batch.
    """
    base = _base(offers, references, options)
    sources = [f"form:{_FORM}", *sorted(o.rows_sha256 for o in offers if o.parcels)]
    for edition in base.editions:
        sources += [edition.layer_id, edition.sha256, str(edition.coverage)]
    unread = tuple(offer.name for offer in offers if not offer.parcels)
    return Plan(
        offers=tuple(offers),
        base=base,
        digest=hashlib.sha256("\n".join(sources).encode()).hexdigest(),
        note=_note(offers, base.editions),
        notes=(*_not_whole(base.editions), *_notes(offers, unread)),
        unread=unread,
    )


def counties_of_all(offers: Sequence[Offer]) -> tuple[str, ...]:
    """Return the codes of the counties in which any parcel lies, sorted."""
    return tuple(sorted({county for offer in offers for county in offer.counties}))


def make(
    planned: Plan, rows: Callable[[str], Path], folder: Path, geopackage: Path | None = None
) -> None:
    """Make the edition, as a catalogue of its own in `folder`, whose elder it replaces.

    `rows(name)` is the file of an offer; `geopackage` is where the layer is wanted as such.
    """
    drafts = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(drafts, ignore_errors=True)
    drafts.mkdir(parents=True)
    file = drafts / "BBDK.gpkg"
    epsg = one_crs(offer.epsg for offer in planned.offers)
    write_geopackage(_rows(planned, rows), epsg, file)
    catalogue = Catalogue(drafts / folder.name)
    catalogue.add(_kind(), [file], _registration(planned, drafts))
    shutil.rmtree(folder, ignore_errors=True)
    catalogue.root.rename(folder)
    if geopackage is not None:
        file.replace(geopackage)
    shutil.rmtree(drafts, ignore_errors=True)


def _base(offers: Sequence[Offer], references: Sequence[str], options: CheckOptions) -> Base:
    kinds, wanted = library(options.rules).layers, frozenset({filed.KIND})
    named = open_named([ReferenceOption.parse(text, kinds) for text in references], kinds, wanted)
    registered = open_registered(options, wanted)
    store = joined([named, registered])
    for edition in store.editions():
        if edition.edition == EDITION:
            raise UsageError("filed.batch_edition", path=edition.path, layer=edition.layer_id)
    told = {name: label for name, label in options.slots.items() if name == filed.KIND}
    found: dict[str, Edition] = {}
    for counties in [[county] for county in counties_of_all(offers)] or [[]]:
        slots, _ = fill_slots(
            (filed.KIND,), named.editions(), told, None, registered.editions(), counties
        )
        found |= {edition.layer_id: edition for edition in slots.values()}
    return Base(store, tuple(found[layer_id] for layer_id in sorted(found)))


def _rows(planned: Plan, rows: Callable[[str], Path]) -> Iterator[FiledRows]:
    """Yield the parcels of each offer, then those of the base near any of them."""
    boxes: list[Geometries] = []
    for offer in planned.offers:
        if offer.parcels:
            own = load_rows(rows(offer.name))
            bounds = shapely.bounds(own.into(GEOGRAPHIC).shapes())
            found = bounds[np.isfinite(bounds).all(axis=1)]
            boxes.append(np.asarray(shapely.box(*found.T)))
            yield own
    for layer_id in planned.registered if boxes else ():
        near = planned.base.store.near(layer_id, np.concatenate(boxes), GEOGRAPHIC)
        yield held_rows(near, _codes(planned.offers))


def _registration(planned: Plan, folder: Path) -> Registration:
    """Return what is said of the edition: it is complete where those supplied are. One of which
    records are lost shows nobody's absence.
    """
    bases = planned.base.editions
    declared = [base.coverage for base in bases if base.coverage is not None and not base.unusable]
    outlines = [shapely.from_wkb(one.polygon.wkb) for one in declared if one.polygon is not None]
    polygon = folder / "coverage.geojson" if outlines else None
    if polygon is not None:
        polygon.write_text(shapely.to_geojson(shapely.union_all(outlines)), "utf-8")
    sources = {one.source: None for one in declared if one.source}
    return Registration(
        edition=EDITION,
        source="；".join(["同批报送的地块", *(base.source or base.edition for base in bases)]),
        areas=tuple(sorted({code for one in declared for code in one.codes})),
        coverage_polygon=polygon,
        coverage_source="；".join(sources) or None,
    )


def _kind() -> LayerKind:
    return next(kind for kind in library().layers if kind.kind == filed.KIND)


def _codes(offers: Sequence[Offer]) -> list[str]:
    return [offer.project_code for offer in offers if offer.project_code]


def _note(offers: Sequence[Offer], bases: Sequence[Edition]) -> Message:
    said = {
        "parcels": sum(offer.parcels for offer in offers),
        "members": sum(offer.parcels > 0 for offer in offers),
    }
    if not bases:
        return message("filed.batch_alone", **said)
    layers, records = "、".join(base.layer_id for base in bases), sum(b.records for b in bases)
    return message("filed.batch_beside", **said, layer=layers, records=records)


def _not_whole(bases: Sequence[Edition]) -> Iterator[Message]:
    for base in bases:
        if base.unusable:
            yield message("filed.batch_not_whole", layer=base.layer_id, count=base.unusable)


def _notes(offers: Sequence[Offer], unread: Sequence[str]) -> Iterator[Message]:
    if unread:
        yield message("filed.batch_unread", count=len(unread), names=_some(unread))
    uncoded = [offer.name for offer in offers if offer.parcels and not offer.project_code]
    if uncoded:
        yield message("filed.batch_uncoded", count=len(uncoded), names=_some(uncoded))
    for code, names in _twice(offers).items():
        yield message("filed.batch_one_project", project=code, names=names)


def _twice(offers: Sequence[Offer]) -> Mapping[str, list[str]]:
    """Return the codes of projects that several offers have, with their names."""
    held: dict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        if offer.project_code:
            held[folded(offer.project_code)].append(offer)
    return {
        str(same[0].project_code): [offer.name for offer in same]
        for _, same in sorted(held.items())
        if len(same) > 1
    }


def _some(names: Sequence[str]) -> list[str]:
    """Return the first names, and a mark where there are more."""
    return [*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])]
