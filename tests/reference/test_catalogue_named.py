"""A folder that is a catalogue, after `--reference`."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from tests.support.catalogues import KINDS, boxes, in_memory, said


def test_its_editions_are_as_if_each_was_named(tmp_path: Path) -> None:
    """All of them, or those of one kind; beside files, and refused where they meet one."""
    file, root = boxes(tmp_path / "CJDCQ_2023.gpkg", 3), tmp_path / "catalogue"
    for kind in ("villages", "illegal_land"):
        Catalogue(root).add(KINDS[kind], [file], said("2024"))
    store = in_memory(str(root), f"villages@2023={file}")
    assert [edition.layer_id for edition in store.editions()] == [
        "illegal_land@2024",
        "villages@2023",
        "villages@2024",
    ]
    assert len(store.where("villages@2024", "BSM", ["B00001"])) == 1
    only = in_memory(f"villages={root}")
    assert [edition.layer_id for edition in only.editions()] == ["villages@2024"]
    for text, why in (
        (f"villages@2024={root}", "reference.catalogue_edition"),
        (f"villages@2024={file}", "reference.edition_twice"),
    ):
        with pytest.raises(UsageError) as told:
            in_memory(str(root), text)
        assert told.value.message.id == why
