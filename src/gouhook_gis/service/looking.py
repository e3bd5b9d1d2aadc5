"""A child of the process that serves, which says what is in uploads: it has the geometry stack.

    python -m gouhook_gis.service.looking [RULES]

It takes lines of JSON on its standard input, first its parent's number, then of which upload and
under which options (a `ContentsRequest`), and answers each with a line: `contents`, `refused`
(the message of an option that cannot be understood) or `failed` (the incident; its trace is on the
standard error). It ends when its input does, and dies with the process that started it.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from gouhook_gis.children.answering import begin, said_of, say
from gouhook_gis.children.processes import bound


def main(arguments: list[str]) -> int:
    """Answer until the input ends."""
    _, answers = begin()
    from gouhook_gis.formats.reading_zygote import READER
    from gouhook_gis.formats.settings import limits_from_settings

    bound(limits_from_settings().memory_bytes)  # what was read is as large here as it was there
    READER.begin()  # it loads its libraries while this process loads its own
    own = Path(arguments[0]) if arguments else None
    for line in sys.stdin:
        asked = json.loads(line)
        make = partial(_contents, Path(asked["upload"]), asked["request"], own)
        say(answers, said_of("contents", make))
    return 0


def _contents(upload: Path, asked: dict[str, Any], own: Path | None) -> dict[str, Any]:
    from gouhook_gis.formats.options import ReadOptions
    from gouhook_gis.formats.sandbox import read_isolated
    from gouhook_gis.formats.settings import limits_from_settings
    from gouhook_gis.intake.contents import contents_of
    from gouhook_gis.intake.options import parse_map_options
    from gouhook_gis.rules.loader import library
    from gouhook_gis.service.mapping import ContentsRequest

    request = ContentsRequest.model_validate(asked)
    told = parse_map_options(request.map, files=False)
    read = ReadOptions(epsg=request.epsg, wgs84_as_cgcs2000=request.wgs84_as_cgcs2000)
    return contents_of(
        read_isolated(upload, limits_from_settings(), read),
        library(own).layers,
        told.model_copy(update={"project": request.project}),
        read,
        metadata.version("gouhook-gis"),
    ).model_dump(mode="json")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
