"""A layer as read: WKB and columns as they stand in the file, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gouhook_gis.domain.filed import Photograph
from gouhook_gis.domain.submission import Decision, Issue, SourceFile
from gouhook_gis.formats.cells import Workbook

CrsStatus = Literal["accepted", "refused", "undecided"]


@dataclass(frozen=True)
class CrsVerdict:
    """What CRS a layer is in. `epsg` is set only when `status` is "accepted"."""

    status: CrsStatus
    epsg: int | None
    decision: Decision | None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Layer:
    """One vector layer.

    `geometry`: object array (n,) of WKB bytes (2D, easting first) or None where the record has
    no polygon; `columns`: n rows; `records`: int array (n,), 1-based record numbers in the file.
    `encoding_undecided` says that text columns could not be decoded (they are left out).
    """

    file: str
    name: str
    geometry: npt.NDArray[np.object_]
    columns: pa.Table
    records: npt.NDArray[np.int64]
    crs: CrsVerdict
    encoding_undecided: bool = False

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.records)


@dataclass(frozen=True)
class TextFile:
    """A coordinate text found in a source; `read` says whether its parcels became a layer.

    `header`: key to value as filed. `parcels` (a row a parcel) and `points` (a row a point) are
    tables of `coordinate_text.filed`; `beside` holds the parcels as a layer where the source has
    other layers, so that they are none of its own. All of it is empty where it was refused.
    """

    file: str
    read: bool
    header: dict[str, str] = field(default_factory=dict)
    parcels: pa.Table | None = None
    points: pa.Table | None = None
    beside: Layer | None = None


@dataclass(frozen=True)
class Reading:
    """All that was read from one source, and everything noticed on the way.

    `other_files` are members that are no layer (workbooks, photographs, junk excluded),
    `workbooks` those of ours by their marker, `texts` the coordinate texts: their parcels are
    layers only where the source has no other layer. `photographs` know no parcels yet.
    """

    name: str
    sha256: str | None
    files: tuple[SourceFile, ...]
    layers: tuple[Layer, ...]
    issues: tuple[Issue, ...] = ()
    decisions: tuple[Decision, ...] = ()
    isolation: str = ""
    other_files: tuple[str, ...] = field(default=())
    workbooks: tuple[Workbook, ...] = ()
    texts: tuple[TextFile, ...] = ()
    photographs: tuple[Photograph, ...] = ()
