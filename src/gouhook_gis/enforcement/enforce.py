"""One delivery of satellite patches from file to result: read, look up, compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.enforcement import Enforcement
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message, message
from gouhook_gis.enforcement import filed
from gouhook_gis.enforcement.compare import Done, compare
from gouhook_gis.enforcement.patches import BEFORE, Patches, patches_of
from gouhook_gis.formats.sandbox import read_isolated
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.pipeline import CheckOptions, open_named, open_registered
from gouhook_gis.reference.joined import joined
from gouhook_gis.reference.slots import fill_slots
from gouhook_gis.reference.sources import ReferenceOption
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.definition import Profile
from gouhook_gis.rules.ground.filed import KIND
from gouhook_gis.rules.loader import library

# The survey of the time before the change shows what was built on.
SURVEY = "land_use@before"
SLOTS = (KIND, SURVEY, "land_conversion")
_NAMED = 5


def enforce(
    patches: str | Path,
    reference: Sequence[str | Path] = (),
    options: CheckOptions | None = None,
    *,
    step: Callable[[str], None] | None = None,
    done: Done | None = None,
) -> Enforcement:
    """Compare the patches of a file with the filed projects of the reference layers.

    `reference` are paths or "KIND[@EDITION]=PATH"; of `options` profile, rules, slots, catalogue
    and database count. `step(name)` is called as each step begins, `done(so many, of all)` as
    patches are finished. Raises UsageError for a file that cannot be used, and where the layer of
    filed parcels is missing.
    """
    options, begin = options or CheckOptions(), step or (lambda name: None)
    book = library(options.rules)
    profile = book.profile(options.profile)
    begin("read")
    wanted = frozenset(slot.partition("@")[0] for slot in SLOTS)
    references = [ReferenceOption.parse(str(text), book.layers) for text in reference]
    reading = read_isolated(Path(patches), limits_from_settings(), options.read)
    found = patches_of(reading, book.layers)
    if not len(found):
        raise UsageError("enforce.no_patches", file=found.file)
    named = open_named(references, book.layers, wanted)
    registered = open_registered(options, wanted)
    slots = _slots(found, named, registered, options)
    begin("patches")
    store = joined([named, registered])
    layers = {slot.partition("@")[0]: edition.layer_id for slot, edition in slots.items()}
    results = compare(found, store, layers, profile, done)
    return Enforcement(
        source=reading.name,
        source_sha256=reading.sha256,
        profile=profile.name,
        epsg=found.features.epsg,
        thresholds=_thresholds(profile),
        layers={kind: layers[kind] for kind in sorted(layers)},
        restricted=any(edition.restricted for edition in slots.values()),
        missing=(*found.doubts, *_missing(layers, found, store)),
        unmeasured=found.unmeasured,
        patches=tuple(results),
    )


def _slots(
    found: Patches, named: Store, registered: Store, options: CheckOptions
) -> dict[str, Edition]:
    counties = sorted({code for row in range(len(found)) if (code := found.county(row))})
    slots, _ = fill_slots(
        SLOTS, named.editions(), options.slots, _first_image(found), registered.editions(), counties
    )
    if KIND not in slots:
        raise UsageError("enforce.no_filed")
    return slots


def _first_image(found: Patches) -> date | None:
    days = [day for row in range(len(found)) if (day := found.day(BEFORE, row))]
    return min(days, default=None)


def _thresholds(profile: Profile) -> dict[str, float]:
    policy = profile.enforcement
    return {name: float(value) for name, value in policy.model_dump().items()}


def _missing(layers: dict[str, str], found: Patches, store: Store) -> list[Message]:
    said = [
        message(f"enforce.missing.{kind}")
        for kind in ("land_use", "land_conversion")
        if kind not in layers
    ]
    near = store.near(layers[KIND], found.geometry, found.features.epsg)
    lost = filed.unknown_roles(near)
    if lost:
        said.append(message("enforce.roles_unknown", count=len(lost), ids=lost[:_NAMED]))
    return said
