"""A check that fills its slots from the catalogue, beside one from a reference folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.report import Report
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from tests.support.catalogues import SAMPLE, register_sample, vector_reference

REFERENCE = SAMPLE / "reference"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The sample county, registered."""
    return register_sample(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference folder of what is registered."""
    return vector_reference(tmp_path_factory.mktemp("vectors") / "reference")


def checked(name: str, *reference: str | Path, **options: object) -> Report:
    """Check a sample submission."""
    chosen = CheckOptions.model_validate({"profile": "sichuan", **options})
    return check(SAMPLE / "submissions" / name, reference, chosen)


@pytest.mark.parametrize("name", ["clean.zip", "violations.zip", "messy.zip"])
def test_both_stores_give_one_result(name: str, catalogue: Catalogue, vectors: Path) -> None:
    """To the byte; only the provenance says which store it was."""
    folder = checked(name, vectors)
    mapped = checked(name, catalogue=catalogue.root)
    assert mapped.provenance.result_sha256 == folder.provenance.result_sha256
    assert mapped.result == folder.result
    assert (folder.provenance.store, mapped.provenance.store) == ("memory", "embedded")


def test_a_named_layer_wins_its_slot(catalogue: Catalogue) -> None:
    """Its kind is taken from it alone, the others from the catalogue."""
    named = f"villages@2099={REFERENCE / 'CJDCQ_2024.shp'}"
    report = checked("clean.zip", named, catalogue=catalogue.root)
    slots = {slot.slot: slot.layer_id for slot in report.result.slots}
    assert slots["villages"] == "villages@2099"
    assert slots["townships"] == "townships@2024"
    assert report.provenance.store == "memory+embedded"


def test_one_edition_in_both_places_is_refused(catalogue: Catalogue) -> None:
    """With both paths."""
    named = f"villages@2024={REFERENCE / 'CJDCQ_2024.shp'}"
    with pytest.raises(UsageError) as error:
        checked("clean.zip", named, catalogue=catalogue.root)
    assert error.value.message.id == "reference.edition_twice"
    assert "CJDCQ_2024.shp" in str(error.value)
    assert str(catalogue.root / "villages" / "2024") in str(error.value)


def test_a_retired_edition_is_taken_only_when_told(tmp_path: Path) -> None:
    """Without it the slot goes to the other edition, and then to none."""
    catalogue = register_sample(tmp_path / "c", ("villages",))

    def villages(**options: object) -> str | None:
        report = checked("clean.zip", catalogue=catalogue.root, **options)
        return next(s.layer_id for s in report.result.slots if s.slot == "villages")

    held = villages()
    assert held is not None
    catalogue.retire(held)
    other = villages()
    assert other not in (held, None)
    assert villages(slots={"villages": held.split("@")[1]}) == held
    catalogue.retire(other)
    assert villages() is None


def test_a_catalogue_that_is_not_there_is_said(tmp_path: Path) -> None:
    """It is no empty catalogue."""
    with pytest.raises(UsageError) as error:
        checked("clean.zip", catalogue=tmp_path / "gone")
    assert error.value.message.id == "catalogue.missing"
