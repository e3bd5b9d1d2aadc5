"""数线图对照表 of the accepted sample: every planted difference, and the same from any store."""

from pathlib import Path

import pytest

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.reconciliation import ReconciledParcel, Reconciliation
from gouhook_gis.domain.words import Stage, Status
from tests.support.catalogues import SAMPLE, register_sample

SUBMISSION = SAMPLE / "submissions" / "accepted.zip"


def table(reference: list[Path], catalogue: Path | None = None) -> Reconciliation:
    """Return the table of the sample at acceptance."""
    options = CheckOptions(profile="sichuan", stage=Stage.ACCEPTANCE, catalogue=catalogue)
    found = check(SUBMISSION, reference, options).result.reconciliation
    assert found is not None
    return found


@pytest.fixture(scope="module")
def named() -> Reconciliation:
    """Return the table with the layers named by path."""
    return table([SAMPLE / "reference"])


def test_planted_differences_are_found_and_no_other(named: Reconciliation) -> None:
    """0.6 % in a figure, a wrong class, a side 3.00 m off, a missing point, one too small."""
    rows = {row.id: row for row in named.rows}
    differing = {row.id: row.status for row in named.rows if row.status is not Status.PASS}
    assert differing == {
        "CJ030": Status.FAIL,
        "CJ042": Status.FAIL,
        "CJ057": Status.FAIL,
        "CJ063": Status.FAIL,
        "CJ163": Status.NEEDS_REVIEW,
    }
    assert difference(rows["CJ030"], "figures_boundary") == pytest.approx(12.0, abs=0.01)
    assert [item.code for item in rows["CJ042"].map.after] == ["0404"]
    line = rows["CJ057"].map.from_parcel
    assert line is not None
    assert line.greatest_m == pytest.approx(3.0, abs=0.002)
    assert rows["CJ063"].boundary.missing == ("J4–J6",)
    assert rows["CJ163"].map.below_minimum


def difference(row: ReconciledParcel, part: str) -> float | None:
    """Return the difference of one part of a row."""
    return next(item.difference_m2 for item in row.parts if item.part == part)


def test_pieces_add_up_to_what_is_covered(named: Reconciliation) -> None:
    """Parcel by parcel, and no patch gives more than it has."""
    for row in named.rows:
        own = [pair.area_m2 for pair in named.pairs if pair.parcel_key == row.key]
        assert sum(own) == pytest.approx(row.map.covered_m2, abs=1e-6)
        assert row.map.covered_m2 == pytest.approx(row.boundary.area_ellipsoidal_m2, abs=0.01)
    given: dict[tuple[str, str | None, str | None], float] = {}
    for pair in named.pairs:
        patch = (pair.layer_id, pair.process_id, pair.patch_before or pair.patch_after)
        given[patch] = given.get(patch, 0.0) + (pair.of_patch or 0.0)
    assert max(given.values()) <= 1 + 1e-6


def test_no_share_exceeds_the_whole(named: Reconciliation) -> None:
    """Common ground is measured by vertices of its own, and may come out larger by a trifle."""
    shares = [share for pair in named.pairs for share in (pair.of_parcel, pair.of_patch)]
    shares += [share for row in named.rows for share in (row.map.share, row.map.iou)]
    assert [share for share in shares if share is not None and not 0 <= share <= 1] == []


def test_the_store_changes_nothing(named: Reconciliation, tmp_path: Path) -> None:
    """Registered in a catalogue on disk: the same table, rasters apart."""
    registered = table([], register_sample(tmp_path / "layers").root)
    bare = {"ground": None, "drawing": None}
    for one, other in zip(named.rows, registered.rows, strict=True):
        assert one.model_copy(update=bare) == other.model_copy(update=bare)
    assert named.pairs == registered.pairs
    assert named.totals == registered.totals
