"""The words of the coordinate text: sections, header keys, and the fields of a parcel line."""

from __future__ import annotations

import unicodedata

HEADER, PARCELS = "属性描述", "地块坐标"
# Keys of the header in their order.
VERSION, PRODUCER, DATE = "格式版本号", "数据产生单位", "数据产生日期"
SYSTEM, WIDTH, PROJECTION, UNIT = "坐标系", "几度分带", "投影类型", "计量单位"
ZONE, PRECISION, SHIFT = "带号", "精度", "转换参数"
KEYS = (VERSION, PRODUCER, DATE, SYSTEM, WIDTH, PROJECTION, UNIT, ZONE, PRECISION, SHIFT)
# What the system of a layer says as well.
SAYS_WHERE = (VERSION, SYSTEM, WIDTH, PROJECTION, UNIT, ZONE, PRECISION)
ALIASES = {"分带": WIDTH, "版本号": VERSION}

# Fields of a parcel line by the codes that survey firms give them as columns: eight of the
# standard, five more of a widespread dialect.
COUNT, AREA, ID, NAME, FORM = "JZDS", "DKMJ", "DKBH", "DKMC", "JLTXSX"
SHEET, USE, CLASS = "TFH", "DKYT", "DLBM"
STANDARD = (COUNT, AREA, ID, NAME, FORM, SHEET, USE, CLASS)
MORE = ("TBLX", "DL", "GZQ", "GZH", "BZ")
TITLES = {
    COUNT: "界址点数", AREA: "地块面积", ID: "地块编号", NAME: "地块名称", FORM: "记录图形属性",
    SHEET: "图幅号", USE: "地块用途", CLASS: "地类编码", "TBLX": "图斑类型", "DL": "地类",
    "GZQ": "等别前", "GZH": "等别后", "BZ": "备注",
}  # fmt: skip
POLYGON = "面"
FORMS = (POLYGON, "线", "点")
_BRACKETS = str.maketrans("【】〔〕「」", "[][][]")


def plain(text: str) -> str:
    """Return structure (never names) in one writing: half-width signs, blanks trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def section(line: str) -> str | None:
    """Return the title of a section line, whatever its brackets and blanks; else None."""
    written = plain(line).translate(_BRACKETS)
    if written.startswith("[") and written.endswith("]"):
        return "".join(written[1:-1].split())
    return None


def key_value(line: str) -> tuple[str, str] | None:
    """Return key (in its standard writing) and value of a `key=value` line; else None."""
    key, sign, value = line.replace("＝", "=").partition("=")
    name = "".join(plain(key).split())
    return (ALIASES.get(name, name), value.strip()) if sign and name else None
