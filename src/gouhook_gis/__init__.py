"""gouhook_gis: spatial validation of 城乡建设用地增减挂钩 project areas.

>>> from gouhook_gis import CheckOptions, check
>>> check("项目.zip", ["reference/"], CheckOptions(profile="sichuan")).result.verdict
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gouhook_gis.pipeline import CheckOptions, check

__all__ = ["CheckOptions", "check"]


def __getattr__(name: str) -> Any:
    """Load the pipeline when it is first asked for: `gouhook --help` needs none of it."""
    if name in __all__:
        from gouhook_gis import pipeline

        return getattr(pipeline, name)
    raise AttributeError(name)
