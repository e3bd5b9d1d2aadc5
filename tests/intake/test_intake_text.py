"""Columns as text and numbers."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa
import pytest

from gouhook_gis.domain.folding import decimal_of, folded
from gouhook_gis.intake.text import numbers, texts, untrimmed


def column(values, kind=None):
    return pa.chunked_array([pa.array(values, kind)])


def test_blanks_of_every_kind_are_trimmed_and_blank_is_missing():
    values = ["　CJ 01 ", "CJ\x00\x00", "\u00a0A\ufeff", "  ", "　\x00", "", None]
    assert texts(column(values)).tolist() == ["CJ 01", "CJ", "A", None, None, None, None]


def test_numbers_become_text_without_a_needless_point():
    assert texts(column([1, 20, None], pa.int32())).tolist() == ["1", "20", None]
    assert texts(column([1.0, 0.5, float("nan"), None])).tolist() == ["1", "0.5", None, None]
    whole = 510999100201
    assert texts(column([float(whole)])).tolist() == [str(whole)]
    assert texts(column([1e300])).tolist() == ["1e+300"]


def test_other_types_become_text_or_nothing():
    assert texts(column([datetime.date(2024, 5, 31)])).tolist() == ["2024-05-31"]
    assert texts(column([b"\xff"])).tolist() == [None]
    assert texts(column([[1], None])).tolist() == [None, None]
    assert texts(column(["A", "B", "A"]).dictionary_encode()).tolist() == ["A", "B", "A"]
    assert texts(column([" A "], pa.large_string())).tolist() == ["A"]
    assert texts(column([None, None])).tolist() == [None, None]
    assert texts(pa.chunked_array([], pa.string())).tolist() == []


def test_untrimmed_marks_blanks_around_but_not_inside():
    assert untrimmed(column([" A", "A　", "A B", "A", "", None, " "])).tolist() == [
        True, True, False, False, False, False, True,
    ]  # fmt: skip


def test_numbers_are_read_from_text():
    values, wrong = numbers(
        column(["1,234.5", "１２．５", " .5 ", "1e3", "约3亩", "1.2.3", "", None])
    )
    np.testing.assert_array_equal(
        values, [1234.5, 12.5, 0.5, 1000.0, np.nan, np.nan, np.nan, np.nan]
    )
    assert wrong.tolist() == [False, False, False, False, True, True, False, False]


def test_numbers_that_are_not_finite_are_missing():
    values, wrong = numbers(column([1.5, float("nan"), float("inf"), None]))
    np.testing.assert_array_equal(values, [1.5, np.nan, np.nan, np.nan])
    assert not wrong.any()
    values, wrong = numbers(column(["nan", "inf"]))
    assert np.isnan(values).all() and wrong.all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3.2150", "3.2150"), ("１，０００", "1000"), ("NaN", None), ("Infinity", None), ("", None)],
)
def test_decimal_of(text, expected):
    value = decimal_of(text)
    assert (None if value is None else str(value)) == expected


def test_folded_ignores_case_width_and_blanks():
    assert folded("ＣＪ　01 a") == folded("cj01A") == "cj01a"
