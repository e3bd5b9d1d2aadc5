"""In which encoding the text of a .dbf is: a verdict from evidence, never a guess.

Evidence, in this order: what the .cpg says, what the language byte says, strict decoding of
all text bytes as UTF-8 and as GB18030 (which holds GBK and GB2312). What is said counts only
if every text decodes by it. Where both decode, the letters tell: GBK text that happens to be
valid UTF-8 gives Greek and Arabic letters by it (小山水石路 are such characters), while Chinese
text in UTF-8 practically never is valid GBK and Chinese at once; so texts that are Chinese by
UTF-8 are UTF-8 even against a .cpg, which then lies.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouhook_gis.domain.submission import Decision, Issue
from gouhook_gis.formats.notes import decision, file_issue

UTF8, GB18030, BIG5, ASCII = "utf-8", "gb18030", "big5hkscs", "ascii"
SHOWN = {UTF8: "UTF-8", GB18030: "GBK (GB18030)", BIG5: "Big5", ASCII: "ASCII"}
_CPG = {
    **dict.fromkeys(("utf-8", "utf8", "65001", "cp65001"), UTF8),
    **dict.fromkeys(
        ("gbk", "gb2312", "gb18030", "936", "cp936", "ansi 936", "ms936", "54936", "euc-cn"),
        GB18030,
    ),
    **dict.fromkeys(("big5", "950", "cp950", "ansi 950", "big5-hkscs"), BIG5),
}
_LANGUAGE = {0x4D: GB18030, 0x7A: GB18030, 0x4F: BIG5, 0x78: BIG5}


@dataclass(frozen=True)
class RawText:
    """Undecoded text; `full` says that it fills its field, so its last character may be cut."""

    raw: bytes
    full: bool


@dataclass(frozen=True)
class Verdict:
    """The codec of a .dbf (None where undecidable), why, and what was wrong."""

    codec: str | None
    decision: Decision | None
    issues: tuple[Issue, ...] = ()


def decode(text: RawText, codec: str) -> tuple[str, bool] | None:
    """Decode strictly; a character cut off at the end of a full field is left out.

    Returns the text and whether it was cut, or None where it does not decode.
    """
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        value = decoder.decode(text.raw)
        cut = bool(decoder.getstate()[0])
        if cut and not text.full:
            return None
    except UnicodeDecodeError:
        return None
    return value, cut


def verdict(file: str, cpg: bytes | None, language: int, texts: Iterable[RawText]) -> Verdict:
    """Return the encoding of `file` (a .dbf) from its .cpg, language byte and text bytes.

    `texts` are all field names and text values; those in pure ASCII say nothing.
    """
    telling = [text for text in texts if not text.raw.isascii()]
    said = _said(cpg)
    if not telling:
        return Verdict(ASCII, decision("encoding", file, "decision.encoding.ascii", file=file))
    fitting = [codec for codec in (UTF8, GB18030, BIG5) if _fits(telling, codec)]
    codec, why = _choose(_CPG.get(said), _LANGUAGE.get(language), fitting, telling)
    if codec is None:
        issue = (
            file_issue("F03.undecided_cpg", file, texts=len(telling), said=said)
            if said
            else file_issue("F03.undecided", file, texts=len(telling))
        )
        return Verdict(None, None, (issue,))
    issues: list[Issue] = []
    if said and _CPG.get(said) != codec and said not in ("oem", "ansi", "system"):
        issues.append(file_issue("F03.cpg_lies", file, said=said, taken=SHOWN[codec]))
    if codec == BIG5 and GB18030 in fitting:
        issues.append(file_issue("F03.big5_or_gbk", file, said=said or SHOWN[BIG5]))
    also = [SHOWN[other] for other in fitting if other not in (codec, BIG5)]
    reason = decision(
        "encoding",
        file,
        f"decision.encoding.{why}" + ("_of_two" if also else ""),
        file=file,
        taken=SHOWN[codec],
        texts=len(telling),
        also=also[0] if also else None,
    )
    return Verdict(codec, reason, tuple(issues))


def _said(cpg: bytes | None) -> str:
    return (cpg or b"").decode("latin-1").strip("\ufeff\xef\xbb\xbf\0 \t\r\n").lower()


def _choose(
    by_cpg: str | None, by_language: str | None, fitting: Sequence[str], telling: list[RawText]
) -> tuple[str | None, str]:
    utf8 = UTF8 in fitting and _chinese_by_utf8(telling)
    if utf8 and by_cpg != UTF8:
        return UTF8, "bytes"
    if by_cpg in fitting:
        return by_cpg, "cpg"
    if by_language in fitting:
        return by_language, "language"
    # Big5 is taken only where it is said: nearly everything decodes by it.
    return next((codec for codec in (GB18030, UTF8) if codec in fitting), None), "bytes"


def _fits(telling: list[RawText], codec: str) -> bool:
    return all(decode(text, codec) is not None for text in telling)


def _chinese_by_utf8(telling: list[RawText]) -> bool:
    """Whether, read as UTF-8, more characters are Chinese or signs than letters of elsewhere."""
    read = "".join(text[0] for item in telling if (text := decode(item, UTF8)) is not None)
    wide = sum(char >= "\u2000" for char in read)
    return wide > sum("\x80" <= char < "\u2000" for char in read)
