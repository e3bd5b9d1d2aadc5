"""The ellipsoid of CGCS2000, and the tables by which its area and its projection are reckoned.

The tables are made once a process, from the formula and from PROJ, and are handed to the
formulas of `kernel/formulas.py`, whether NumPy or the compiled loop runs them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.polynomial import chebyshev

from pyproj import Proj

from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.kernel.formulas import (
    BAND_M,
    BANDS,
    COUNTS,
    QUANTUM_M2,
    REACH_M,
    TICKS_PER_DEGREE,
)

SEMI_MAJOR_M = 6378137.0
FLATTENING = 1 / 298.257222101
ECCENTRICITY2 = FLATTENING * (2 - FLATTENING)
SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING)
# Longer edges are split (国土调查办发〔2008〕32号).
MAX_EDGE_M = 70.0
# Quanta of area to a unit of longitude and zone, in `trapezoid`.
ZONE_QUANTA = 2 * SEMI_MINOR_M**2 / QUANTUM_M2
_E2 = ECCENTRICITY2
# A to E of the formula of 国土调查办发〔2008〕32号, with their signs.
TERMS = (
    1 + 3 / 6 * _E2 + 30 / 80 * _E2**2 + 35 / 112 * _E2**3 + 630 / 2304 * _E2**4,
    -(1 / 6 * _E2 + 15 / 80 * _E2**2 + 21 / 112 * _E2**3 + 420 / 2304 * _E2**4),
    3 / 80 * _E2**2 + 7 / 112 * _E2**3 + 180 / 2304 * _E2**4,
    -(1 / 112 * _E2**3 + 45 / 2304 * _E2**4),
    5 / 2304 * _E2**4,
)


@cache
def zone_weights() -> Floats:
    """Return the coefficients (2, 5) of the zone between two parallels, for `trapezoid`.

    The formula sums TERMS[k] · sin(m·ΔB/2) · cos(m·B), m = 2k + 1. With the series of the sine
    that is h·Σ T m cos(m·B) − h³/6·Σ T m³ cos(m·B), h = ΔB/2 (the next member is below 1e-19 of
    the first for edges of 70 m), and Σ a_m cos(m·B), m odd, is cos B times a polynomial in cos² B
    (Chebyshev). Highest power first; the first row for h, the second for h³.
    """
    rows = []
    for power, factor in ((1, 1.0), (3, 1 / 6)):
        series = np.zeros(2 * len(TERMS))
        for k, term in enumerate(TERMS):
            series[2 * k + 1] = factor * term * (2 * k + 1) ** power
        rows.append(chebyshev.cheb2poly(series)[:0:-2])
    return _sealed(np.array(rows))


@cache
def inverse_grid() -> Floats:
    """Return the coefficients (bands, terms, 2) of longitude and latitude by `place`.

    For each band of northing both are polynomials in t (northing) and s (easting squared), each
    from −1 to 1 in the band, through PROJ's inverse Gauss-Krüger at Chebyshev nodes, kept to a
    total degree of 6. What is left out, and the noise of PROJ's last digits, is below 1e-3 ticks
    (3e-8 m). Longitude is from the meridian, divided by the easting; both in ticks.
    """
    nodes = chebyshev.chebpts1(COUNTS[-1] + 2)
    degree = len(nodes) - 1
    north = (np.arange(BANDS)[:, None, None] + (nodes + 1) / 2) * BAND_M
    east = REACH_M * np.sqrt((nodes[:, None] + 1) / 2)
    east, north = np.broadcast_arrays(east, north)
    project = Proj(proj="tmerc", lon_0=0, k=1, a=SEMI_MAJOR_M, rf=1 / FLATTENING)
    longitude, latitude = project(east, north, inverse=True)
    values = np.stack([longitude / east, latitude], axis=-1) * TICKS_PER_DEGREE

    # Coefficients are sums over the nodes, to which Chebyshev's polynomials are orthogonal. No
    # BLAS, which sums as the processor likes best.
    to_series = (chebyshev.chebvander(nodes, degree).T * 2 / len(nodes)).astype(np.float64)
    to_series[0] /= 2
    to_powers = np.zeros((degree + 1, degree + 1))
    for k, unit in enumerate(np.eye(degree + 1)):
        to_powers[: k + 1, k] = chebyshev.cheb2poly(unit)
    series = _turned(to_series, _turned(to_series, values))
    s, t = np.indices(series.shape[1:3])
    total = len(COUNTS)  # powers of s
    kept = np.logical_and(s < total, s + t < COUNTS[-1]).astype(np.float64)
    powers = _turned(to_powers, _turned(to_powers, series * kept[..., None]))
    rows = [
        powers[:, power, count - 1 :: -1]
        for power, count in zip(range(total - 1, -1, -1), COUNTS, strict=True)
    ]
    return _sealed(np.concatenate(rows, axis=1))


def _turned(matrix: Floats, values: Floats) -> Floats:
    """Return (bands, k, m, 2): `matrix` (m, n) times `values` (bands, n, k, 2)."""
    product: Floats = (matrix[:, :, None, None] * values[:, None]).sum(axis=2)
    return product.swapaxes(1, 2)


def _sealed(values: Floats) -> Floats:
    values = np.ascontiguousarray(values)
    values.flags.writeable = False
    return values
