"""Attributes of the vector files, named so that a table in ArcMap is read without a manual.

A dbf holds names of 10 bytes: five Chinese characters in GBK.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gouhook_gis.domain.report import ReportParcel
from gouhook_gis.domain.units import AreaUnit, shown
from gouhook_gis.report.evidence import Evidence
from gouhook_gis.report.parcel_result import parcel_result
from gouhook_gis.report.voice import Voice, clean

Value = Callable[[Any, Voice], Any]


class Words(NamedTuple):
    """A text in both languages."""

    zh: str
    en: str

    def of(self, voice: Voice) -> str:
        """Return the text in the language of `voice`."""
        return self.zh if voice.lang == "zh" else self.en


@dataclass(frozen=True)
class Column:
    """One attribute: its name, what it means, its value of a row, and the decimals of a number
    that has any.
    """

    name: Words
    meaning: Words
    dtype: type
    value: Value
    decimals: int | None = None


def attributes(
    rows: Sequence[Any], columns: Sequence[Column], voice: Voice
) -> dict[str, npt.NDArray[Any]]:
    """Return the values (n,) of n rows by the names of the columns."""
    dtypes = {int: np.int32, float: np.float64, str: np.object_}
    return {
        column.name.of(voice): np.array(
            [column.value(row, voice) for row in rows], dtypes[column.dtype]
        )
        for column in columns
    }


def as_table(values: dict[str, npt.NDArray[Any]]) -> pa.Table:
    """Return attributes as a table; NaN, which is how a column of floats says nothing, is null."""
    columns = [
        pa.array(column, pa.string() if column.dtype == object else None, from_pandas=True)
        for column in values.values()
    ]
    return pa.table(columns, names=list(values))


def finding_columns() -> tuple[Column, ...]:
    """Return the attributes of a finding."""
    return (
        column("序号 NO", "序号，与报告一致", "number as in the report", _number, int),
        column("规则编号 RULE_CODE", "规则编号", "rule code", lambda e, v: e.rule.code),
        column("规则名称 RULE", "规则名称", "rule", lambda e, v: v.text(e.rule.texts.title)),
        column("检查结论 RESULT", "结论", "result", _status),
        column("级别 SEVERITY", "级别", "severity", _severity),
        column("地块编号 PARCEL", "地块编号", "parcels", _parcels),
        column("涉及图层 LAYER", "涉及图层", "layer", lambda e, v: v.word(e.finding.layer_kind)),
        column("涉及图斑 FEATURES", "涉及图斑", "features", _features),
        column("面积平米 AREA_M2", "问题面积（m²）", "area (m²)", _wrong_m2, float, 2),
        column("面积公顷 AREA_HA", "问题面积（公顷）", "area (ha)", _wrong_ha, float, 4),
        column("问题说明 MESSAGE", "问题说明", "message", _message),
        column("依据条款 ARTICLE", "依据条款", "article", _citations),
        column("整改建议 REMEDY", "整改建议", "remedy", lambda e, v: v.text(e.rule.texts.remedy)),
        column("文件记录 RECORD", "文件与记录号", "file and record", _places),
        column("例外文号 WAIVED_BY", "批准例外文号", "waived by", lambda e, v: e.waived_by or ""),
        column("问题标识 FINDING_ID", "问题标识", "fingerprint", _fingerprint),
    )


def parcel_columns(items: Sequence[Evidence]) -> tuple[Column, ...]:
    """Return the attributes of a parcel; its result is the worst outcome that names it."""
    found: dict[str, list[Evidence]] = {}
    for item in items:
        for key in item.finding.parcel_keys:
            found.setdefault(key, []).append(item)

    def result(p: ReportParcel, v: Voice) -> str:
        return parcel_result(p, [item.assessment.status for item in found.get(p.key, ())], v)

    def numbers(p: ReportParcel, v: Voice) -> str:
        return v.joined([str(item.number) for item in found.get(p.key, ())])

    official, planar, filed = (
        lambda p, v: _m2(p.area_ellipsoidal_m2),
        lambda p, v: _m2(p.area_planar_m2),
        lambda p, v: _m2(p.declared_area_m2),
    )
    return (
        column("地块编号 PARCEL", "地块编号", "parcel", lambda p, v: clean(p.id)),
        column("地块类别 ROLE", "地块类别", "role", lambda p, v: v.word(p.role.value)),
        column("用途 PURPOSE", "用途", "purpose", lambda p, v: v.word(p.purpose)),
        column("村代码 VILLAGE", "村代码", "village", lambda p, v: clean(p.village_code or "")),
        column("椭球面积 AREA_M2", "椭球面积（m²）", "ellipsoidal area (m²)", official, float, 2),
        column("平面面积 PLANAR_M2", "平面面积（m²）", "planar area (m²)", planar, float, 2),
        column("申报面积 FILED_M2", "申报面积（m²）", "declared area (m²)", filed, float, 2),
        column("检查结论 RESULT", "最重的问题结论", "worst result", result),
        column("问题序号 FINDINGS", "问题序号", "findings", numbers),
    )


def column(
    names: str,
    zh: str,
    en: str,
    value: Value,
    dtype: type = str,
    decimals: int | None = None,
) -> Column:
    """Return an attribute; `names` are the Chinese and the English one, parted by a blank."""
    return Column(Words(*names.split()), Words(zh, en), dtype, value, decimals)


def _number(item: Evidence, voice: Voice) -> int:
    return item.number


def _status(item: Evidence, voice: Voice) -> str:
    return voice.word(item.assessment.status.value)


def _parcels(item: Evidence, voice: Voice) -> str:
    return voice.joined(item.finding.parcel_ids)


def _wrong_m2(item: Evidence, voice: Voice) -> float:
    return _m2(item.area_m2)


def _wrong_ha(item: Evidence, voice: Voice) -> float:
    return _ha(item.area_m2)


def _message(item: Evidence, voice: Voice) -> str:
    return voice.message(item.finding.message)


def _fingerprint(item: Evidence, voice: Voice) -> str:
    return item.finding.fingerprint


def _severity(item: Evidence, voice: Voice) -> str:
    return voice.word(item.assessment.severity.value, "severity")


def _features(item: Evidence, voice: Voice) -> str:
    return voice.joined(item.finding.reference_ids)


def _citations(item: Evidence, voice: Voice) -> str:
    return voice.joined([voice.citation(c) for c in item.rule.citations])


def _places(item: Evidence, voice: Voice) -> str:
    return voice.joined([voice.place(p) for p in item.places[:5]])


def _m2(area_m2: float | None) -> float:
    return float("nan") if area_m2 is None else float(shown(area_m2, AreaUnit.M2))


def _ha(area_m2: float | None) -> float:
    return float("nan") if area_m2 is None else float(shown(area_m2, AreaUnit.HECTARE))
