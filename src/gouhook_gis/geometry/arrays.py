"""Names of the arrays that the kernel takes and gives."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# Object array (n,) of shapely geometries, None where there is none.
Geometries = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Index = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
