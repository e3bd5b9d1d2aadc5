"""A layer that is registered by somebody else is read by a child, batch for batch the same."""

from __future__ import annotations

import pytest

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.formats import sandbox
from gouhook_gis.formats.sandbox import open_isolated
from gouhook_gis.formats.settings import MIB, Limits
from gouhook_gis.formats.stream import BATCH, open_source
from tests.formats.builders import E0, N0, put, shapefile
from tests.formats.readers import (
    FIELDS,
    alone,
    forked,
    forking,
    parcels,
    temporary,
    way,
)
from tests.formats.test_formats_containers import square, write

__all__ = ["alone", "forked", "forking", "parcels", "temporary", "way"]


def rows(opened):
    """Return all that the batches of a stream say, and how many each holds."""
    told, counts = [], []
    for batch in opened.batches:
        counts.append(len(batch.records))
        told += zip(
            batch.shapes.wkb.tolist(),
            # None where a box is no number, which equals nothing, itself included.
            [None if box[0] != box[0] else box for box in batch.shapes.bounds.tolist()],
            batch.columns.to_pylist(),
            batch.records.tolist(),
            strict=True,
        )
    return told, counts


def require_same(path):
    here, there = open_source(path, Limits()), open_isolated(path, Limits())
    assert (there.files, there.layers) == (here.files, here.layers)
    for name in here.layers:
        ours, theirs = here.open(name), there.open(name)
        told = rows(ours)
        assert rows(theirs) == told
        assert (theirs.file, theirs.name, theirs.crs) == (ours.file, ours.name, ours.crs)
        assert theirs.issues == ours.issues
    return told


def test_a_shapefile_with_a_null_shape(way, parcels, temporary):
    told, counts = require_same(parcels)
    assert counts == [2]
    assert told[0][1] == [E0, N0, E0 + 100.0, N0 + 100.0]
    assert told[1][:2] == (None, None)
    assert list(temporary.iterdir()) == []


def test_two_layers_in_batches(forked, tmp_path, temporary):
    many = [square(i) for i in range(BATCH + 1)]
    path = write(tmp_path / "a.gpkg", {"one": many, "two": [square()]})
    require_same(path)
    _, counts = rows(open_isolated(path, Limits()).open("one"))
    assert counts == [BATCH, 1]
    assert list(temporary.iterdir()) == []


def test_a_layer_of_no_record_is_one_empty_batch(forked, tmp_path):
    none = shapefile([], FIELDS, [])
    told, counts = require_same(put(tmp_path, "空", none))
    assert (told, counts) == ([], [0])


def test_a_lost_record_is_said(forked, parcels):
    """Of two shapes the second is cut off, and both ways say so."""
    parcels.write_bytes(parcels.read_bytes()[:-4])
    require_same(parcels)
    opened = open_isolated(parcels, Limits()).open("拆旧")
    assert [issue.message.id for issue in opened.issues if issue.message.id.startswith("F02.")]


def test_refusals_are_the_same(forked, tmp_path, temporary):
    damaged = tmp_path / "a.gpkg"
    damaged.write_bytes(b"SQLite format 3\0" + bytes(84))
    for opener in (open_source, open_isolated):
        with pytest.raises(RefusedError) as refused:
            opener(damaged, Limits())
        assert refused.value.message.id == "F02.gpkg_id"
    assert list(temporary.iterdir()) == []


def test_what_eats_memory_is_refused_with_the_limit(way, tmp_path, temporary):
    path = tmp_path / "a.geojson"
    ring = ",".join(f"[{i},{i}]" for i in range(2_000_000))
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
        f'"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}]}}'
    )
    opened = open_isolated(path, Limits(memory_bytes=512 * MIB))
    with pytest.raises(RefusedError) as refused:
        opened.open("a")
    assert refused.value.message.id == "F01.memory_limit"
    assert refused.value.message.params["limit_mib"] == 512
    assert list(temporary.iterdir()) == []


def test_where_no_child_can_be_this_process_reads(parcels, monkeypatch):
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")
    monkeypatch.setattr(sandbox, "READER", None)  # nobody is asked
    told, counts = rows(open_isolated(parcels, Limits()).open("拆旧"))
    assert (len(told), counts) == (2, [2])
