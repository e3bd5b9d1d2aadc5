"""What every part of the form is given, and how headings are numbered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document
from pydantic import JsonValue

from gouhook_gis.domain.report import Citation, Report
from gouhook_gis.report.docx.xml import run
from gouhook_gis.report.evidence import Evidence
from gouhook_gis.report.overview import Overview
from gouhook_gis.report.voice import Voice

# What a citation has for an article where the rule follows from no single one.
DERIVED = "派生"


def clause(item: Citation, voice: Voice) -> str:
    """Return document and article; of a derived rule only that it has no article."""
    return voice.word(DERIVED, "article") if item.article == DERIVED else voice.citation(item)


@dataclass(frozen=True)
class Form:
    """A document being filled in from a report; `items` are its findings in their order.

    `numerals` yields the numbers of its sections; `shown` limits the findings listed a rule.
    """

    document: Document
    report: Report
    items: list[Evidence]
    voice: Voice
    overview: Overview
    numerals: Iterator[str]
    shown: int

    def say(self, key: str, /, **params: JsonValue) -> str:
        """Return a label of the form."""
        return self.voice.say(f"opinion.{key}", **params)

    def section(self, title: str) -> str:
        """Begin a numbered section and return its heading."""
        text = self.say("heading", number=next(self.numerals), title=title)
        self.document.add_paragraph(style="Heading 1")._p.append(run(text))
        return text

    def appendix(self, title: str) -> None:
        """Begin a section without a number on a new page."""
        paragraph = self.document.add_paragraph(style="Heading 1")
        paragraph.paragraph_format.page_break_before = True
        paragraph._p.append(run(title))

    def rule_heading(self, text: str) -> None:
        """Begin a part of a section."""
        self.document.add_paragraph(style="Heading 2")._p.append(run(text))

    def paragraph(
        self, text: str, *, bold: bool = False, size: float | None = None, stay: bool = False
    ) -> None:
        """Add a paragraph; `stay` keeps it on the page of what follows."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = stay or None
        paragraph._p.append(run(text, bold=bold, size=size))
