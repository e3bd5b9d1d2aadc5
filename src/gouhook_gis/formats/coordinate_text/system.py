"""In which system a coordinate text is: what its header says against where its points lie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.coordinate_text.axes import zones
from gouhook_gis.formats.coordinate_text.noticed import Noticed
from gouhook_gis.formats.coordinate_text.words import plain
from gouhook_gis.formats.crs import verdict
from gouhook_gis.formats.layer import CrsVerdict
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.zones import GEOGRAPHIC

_CGCS2000 = re.compile(r"2000国家|国家2000|cgcs\s*2000|^2000", re.IGNORECASE)
# What the CRS verdict refuses by name; any code of the datum does.
_OLD = ((re.compile(r"80|西安|xian", re.IGNORECASE), 4610),
        (re.compile(r"新.*54|新北京"), 4555),
        (re.compile(r"54|北京|beijing", re.IGNORECASE), 4214),
        (re.compile(r"wgs|84", re.IGNORECASE), 4326))  # fmt: skip
_DIGITS = re.compile(r"\d{1,6}")
_ZONES = {3: range(25, 46), 6: range(13, 24)}
_WITH_ZONE, _PLAIN = {3: 4488, 6: 4478}, {3: 4509, 6: 4489}


def system_of(
    header: Mapping[str, str], bounds: Floats, options: ReadOptions, noticed: Noticed
) -> CrsVerdict:
    """Return the CRS verdict on a text with this header; `bounds` (n, 4) easting first.

    The option `epsg` beats the header. Raises RefusedError where 坐标系 is not known, or where
    几度分带 and 带号 cannot both hold.
    """
    file = noticed.file
    if options.epsg is not None:
        return verdict(None, bounds, options, file, file)
    declared = _declared(header, bounds, noticed)
    judged = verdict(declared, bounds, options, file, file)
    # The reader of other formats asks for a .prj here; a text has a header instead.
    kept = tuple(i for i in judged.issues if i.message.id not in ("F04.prj_missing", "F04.no_zone"))
    if len(kept) < len(judged.issues):
        noticed.say("F04.text_no_zone" if judged.epsg is None else "F04.text_assumed")
    return replace(judged, issues=kept)


def _declared(header: Mapping[str, str], bounds: Floats, noticed: Noticed) -> str | None:
    """Return the authority code that the header comes to, None where it says too little."""
    said = plain(header.get(words.SYSTEM, ""))
    if said and not _CGCS2000.search(said):
        for pattern, code in _OLD:
            if pattern.search(said):
                return f"EPSG:{code}"
        raise RefusedError("F04.text_system", file=noticed.file, system=said)
    if not said:
        return None
    middle = bounds[~np.isnan(bounds).any(axis=1)]
    if len(middle) and (middle[:, 2] < 180).all():
        return f"EPSG:{GEOGRAPHIC}"
    width, zone = _number(header, words.WIDTH), _number(header, words.ZONE)
    front = int(np.median(zones(middle[:, 0]))) if len(middle) else 0
    if zone in (3, 6) and zone not in (*_ZONES[3], *_ZONES[6]):
        noticed.say("F11.text_zone_is_width", zone=zone)
        zone = None
    zone = zone or front or None
    if zone is None:
        return None
    fits = next((w for w, numbers in _ZONES.items() if zone in numbers), None)
    if fits is None or (width is not None and width != fits):
        raise RefusedError("F04.text_width", file=noticed.file, zone=zone, width=str(width or "—"))
    return f"EPSG:{(_WITH_ZONE if front else _PLAIN)[fits] + zone}"


def _number(header: Mapping[str, str], key: str) -> int | None:
    found = _DIGITS.search(plain(header.get(key, "")))
    return int(found[0]) if found else None
