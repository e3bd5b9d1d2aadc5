"""Names of the arrays that the kernel, and what stands on it, takes and gives."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# Object array (n,) of shapely geometries, None where there is none.
Geometries = npt.NDArray[np.object_]
# Object array (n,) of anything else: texts, ids, roles, WKB; None where there is none.
Objects = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Index = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
