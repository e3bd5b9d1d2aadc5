"""One language for a whole document: labels, words, messages, subjects, from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from gouhook_gis.domain.assessment import Finding, Subject
from gouhook_gis.domain.fact_specs import fact_sheets
from gouhook_gis.domain.message import Message, Names, message, name_of, render
from gouhook_gis.domain.model import Text
from gouhook_gis.domain.report import Citation, FactOutcome, ReportParcel, Result
from gouhook_gis.domain.submission import Place

# Field values and file names may hold terminal escapes, other controls, halves of surrogate pairs
# and what XML forbids; none is ever shown.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Replace control and direction-changing characters, which hostile field values may hold."""
    return _CONTROL.sub("\ufffd", text)


@dataclass(frozen=True)
class Voice:
    """Everything a writer says, in `lang` ("zh" or "en").

    `parcels` by key name subjects; `names` are those the report brings along.
    """

    lang: str = "zh"
    parcels: Mapping[str, ReportParcel] = field(default_factory=dict)
    names: Names = field(default_factory=dict)

    @classmethod
    def of(cls, result: Result, lang: str) -> Voice:
        """Return the voice for one report."""
        parcels = {parcel.key: parcel for parcel in result.parcels}
        return cls(lang, parcels, cls.named(result.names, lang).names)

    @classmethod
    def named(cls, names: Mapping[str, Text], lang: str) -> Voice:
        """Return a voice that knows `names` beside those of the catalogue."""
        texts = {key: text.model_dump(exclude_none=True) for key, text in names.items()}
        return cls(lang, names=texts)

    def say(self, key: str, /, **params: JsonValue) -> str:
        """Return the label `report.<key>` of the catalogue."""
        return clean(render(message(f"report.{key}", **params), self.lang, self.names))

    def message(self, item: Message | None) -> str:
        """Return the text of a message; nothing for None."""
        return "" if item is None else clean(render(item, self.lang, self.names))

    def word(self, value: str | None, kind: str = "") -> str:
        """Return the name of a value: of its kind (`<kind>.<value>`, `word.<kind>.<value>`), else
        `word.<value>`, else the value itself.
        """
        if not value:
            return ""
        for key in (f"{kind}.{value}", f"word.{kind}.{value}", f"word.{value}"):
            found = name_of(key, self.lang, self.names)
            if found is not None:
                return clean(found)
        return clean(value)

    def text(self, item: Text | None) -> str:
        """Return a pack's text."""
        return "" if item is None else item.get(self.lang)

    def joined(self, items: tuple[str, ...] | list[str]) -> str:
        """Return items in one line."""
        return clean(("、" if self.lang == "zh" else ", ").join(items))

    def layer(self, layer_id: str) -> str:
        """Return "kind@edition" with the kind's name: 永久基本农田（2024）."""
        kind, _, edition = layer_id.partition("@")
        name = self.word(kind)
        return self.say("layer", name=name, edition=clean(edition)) if edition else name

    def slot(self, slot: str) -> str:
        """Return a slot ("land_use@before") by name."""
        kind, _, role = slot.partition("@")
        name = self.word(kind)
        return self.say("layer", name=name, edition=self.word(role, "slot")) if role else name

    def citation(self, item: Citation) -> str:
        """Return document and article, marked where its force is unknown or ended."""
        article = self.word(item.article, "article")
        place = " ".join(part for part in (item.document, article) if part)
        # The catalogue of rules names the document inside the article too; say it once.
        if item.document and item.article.startswith(item.document):
            place = item.article
        force = self.word(item.in_force.value, "force")
        return clean(place if item.in_force == "yes" else f"{place} [{force}]")

    def subject(self, item: Subject) -> str:
        """Return what an assessment is about."""
        if item.type == "project":
            return self.say("subject.project")
        if item.type == "parcel" and item.id in self.parcels:
            parcel = self.parcels[item.id]
            return self.say("subject.parcel_of", role=self.word(parcel.role), id=parcel.id)
        if item.type == "parcel" and "/" in item.id:  # only in the earlier version
            role, _, number = item.id.partition("/")
            return self.say("subject.parcel_of", role=self.word(role), id=number)
        name = self.layer(item.id) if item.type == "layer" else self.word(item.id)
        if item.name:
            name = self.say("layer", name=item.name, edition=name)
        return self.say(f"subject.{item.type}", id=name)

    def about(self, item: Finding, subject: Subject) -> str:
        """Return which parcels a finding names, else the subject of its assessment."""
        if not item.parcel_ids:
            return self.subject(subject)
        return self.say("parcels", ids=[*item.parcel_ids])

    def fact(self, item: FactOutcome, limit: int = 0) -> str:
        """Return the value of a fact as it is written on paper, cut at `limit` characters if
        given; of a table the number of its rows, since `report.json` holds them.
        """
        value, spec = item.value, fact_sheets().facts.get(item.key)
        if isinstance(value, bool):
            text = self.say("yes" if value else "no_answer")
        elif isinstance(value, list | dict) and spec is None:
            text = self.say("fact_rows", count=len(value))
        elif isinstance(value, list):
            text = self.joined([str(part) for part in value])
        elif spec is not None and spec.type == "hectares":
            text = self.say("fact_area", area=value)
        elif spec is not None and isinstance(value, int | float):
            unit = spec.measured_in
            text = f"{value} {unit.get(self.lang)}" if unit else str(value)
        else:
            text = spec.named(str(value), self.lang) if spec else str(value)
        return clean(text if not limit or len(text) <= limit else f"{text[:limit]}…")

    def place(self, item: Place) -> str:
        """Return file, record and field of a place in the files handed in."""
        parts = [item.file]
        if item.record is not None:
            parts.append(self.say("place.record", record=item.record))
        if item.field is not None:
            parts.append(self.say("place.field", field=item.field))
        return clean(" ".join(parts))

    def examined(self, counts: Mapping[str, JsonValue]) -> str:
        """Return what an assessment examined: counts and layers by name."""
        parts = []
        for key, value in counts.items():
            if key in ("layer", "kind"):
                parts.append(self.layer(str(value)))
            else:
                shown = self._examined(value) if isinstance(value, str) else value
                if isinstance(value, list):
                    shown = self.joined([str(v) for v in value])
                parts.append(f"{self.word(key, 'examined')} {shown}")
        return self.joined(parts)

    def _examined(self, value: str) -> str:
        """Return a word, or layers ("land_use_update@2024 + land_use@2023") by name."""
        if "@" not in value:
            return self.word(value)
        return self.joined([self.layer(layer) for layer in value.split(" + ")])
