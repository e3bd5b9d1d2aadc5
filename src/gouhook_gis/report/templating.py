"""The one environment of our HTML templates: everything escaped, nothing undefined."""

from __future__ import annotations

from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from gouhook_gis.report.voice import clean


@cache
def environment(*rooms: str) -> Environment:
    """Return the environment with the templates of this room, and of others that build on them;
    controls that hostile texts may hold are replaced on the way out.
    """
    return Environment(
        loader=ChoiceLoader([PackageLoader(room) for room in ("gouhook_gis.report", *rooms)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )


def _clean(value: object) -> object:
    # Finished SVG and what macros return has been cleaned piece by piece.
    finished = hasattr(value, "__html__")
    return clean(value) if isinstance(value, str) and not finished else value
