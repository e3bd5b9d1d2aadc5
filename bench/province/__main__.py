"""A province by simulation: `python -m bench.province --data FOLDER`.

Makes reference layers of `--size` polygons of 20 vertices, registered for each of `--sizes`,
submissions and patches; then measures `gouhook batch` with each number of `--workers`, and
`gouhook enforce`. What is done is not done again: figures are lines of FOLDER/measured.jsonl,
from which the table and the plot of docs/scale.md are made. `--prepare` makes the data and stops;
`--sample N` measures N submissions, and N × 50 patches, for all but the largest size with most
workers.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from functools import partial
from pathlib import Path

from bench.province import files, reference
from bench.province.measure import measure_batch, measure_patches
from bench.province.place import Place, lacking
from bench.province.shown import show

SIZES = (1_000_000, 2_000_000, 5_000_000, 10_000_000)
PATCHES_A_SUBMISSION = 50


def main() -> int:
    """Prepare, measure, show; 1 where the disk is too small."""
    told = arguments()
    place = Place(told.data)
    sizes = sorted({size for size in SIZES if size < told.size} | {told.size})
    short = lacking(place, sizes, told.submissions)
    if short:
        print(short)
        return 1
    prepare(place, sizes, told.submissions, told.patches, _fewer(told))
    if not told.prepare:
        for size in sizes:
            whole = size == told.size
            for workers in told.workers:
                most = whole and workers == max(told.workers)
                asked = told.submissions if most else min(told.sample, told.submissions)
                told_apart = f"batch-{size}-{workers}-{asked}"
                place.once(told_apart, partial(measure_batch, place, size, workers, asked))
            count = told.patches if whole else _fewer(told)
            place.once(f"patches-{size}-{count}", partial(measure_patches, place, size, count))
        show(place, told.docs)
    return 0


def arguments() -> argparse.Namespace:
    """Return what was said on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--size", type=int, default=SIZES[-1])
    parser.add_argument("--submissions", type=int, default=2_000)
    parser.add_argument("--patches", type=int, default=100_000)
    parser.add_argument(
        "--workers", type=lambda text: [int(one) for one in text.split(",")], default=[1, 2]
    )
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    return parser.parse_args()


def _fewer(told: argparse.Namespace) -> int:
    fewer: int = min(told.sample * PATCHES_A_SUBMISSION, told.patches)
    return fewer


def prepare(place: Place, sizes: list[int], submissions: int, patches: int, fewer: int) -> None:
    """Make what is not there yet; the layers as counties deliver them go once all is registered."""
    counties = reference.counties_of(sizes[-1])
    left = [size for size in sizes if not place.done(f"registered-{size}")]
    if left:
        reference.write_sources(place, counties)
        files.write_filed(place, counties)
    for size in left:
        place.once(f"registered-{size}", partial(reference.register, place, size))
    shutil.rmtree(place.source, ignore_errors=True)
    place.once(
        f"submissions-{submissions}",
        partial(files.write_submissions, place, counties, submissions),
    )
    for count in {patches, fewer}:
        place.once(f"patches-{count}-written", partial(files.write_patches, place, count))


if __name__ == "__main__":
    sys.exit(main())
