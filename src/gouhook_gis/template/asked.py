"""What the rules of a profile ask for: which facts, and which documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouhook_gis.domain.message import message, render, word
from gouhook_gis.domain.stage_dates import STAGE_DATES
from gouhook_gis.domain.words import Stage
from gouhook_gis.rules.kinds.documents_listed import DocumentsListed
from gouhook_gis.rules.rule import Rule

# Every check uses these: who the project is, and which programme it is under.
ALWAYS = ("project_code", "project_name", "programme")


@dataclass(frozen=True)
class ListedDocument:
    """A document of 要件清单: its key, and what it is with the stages and articles."""

    key: str
    name: str


@dataclass(frozen=True)
class Asked:
    """Codes of the rules that ask for a fact or table, by its key; the dates by which a stage of
    theirs chooses the law; and the documents.
    """

    rules: Mapping[str, tuple[str, ...]]
    law_dates: frozenset[str]
    documents: tuple[ListedDocument, ...]

    def wanted(self, key: str) -> bool:
        """Return whether the profile has any use for `key`."""
        return key in ALWAYS or key in self.law_dates or key in self.rules

    def use(self, key: str) -> str:
        """Say what `key` is used for."""
        parts = []
        if key in ALWAYS:
            parts.append(render(message("template.used_always")))
        if key in self.law_dates:
            parts.append(render(message("template.used_for_law")))
        if key in self.rules:
            parts.append(render(message("template.used_by", codes="、".join(self.rules[key]))))
        return "；".join(parts) or render(message("template.not_used"))


def asked_by(rules: Sequence[Rule]) -> Asked:
    """Return what the rules of a profile ask for."""
    codes: dict[str, list[str]] = {}
    for rule in rules:
        for fact in rule.check.needs().facts:
            codes.setdefault(fact.partition(".")[0], []).append(rule.code)
    stages = {
        stage for rule in rules if rule.header.stages != "any" for stage in rule.header.stages
    }
    return Asked(
        {key: tuple(dict.fromkeys(found)) for key, found in codes.items()},
        frozenset(key for stage in stages for key in STAGE_DATES.get(Stage(stage), ())),
        _documents(rules),
    )


def _documents(rules: Sequence[Rule]) -> tuple[ListedDocument, ...]:
    """Return each document once, with every stage and article that asks for it."""
    names: dict[str, str] = {}
    places: dict[str, list[str]] = {}
    for rule in rules:
        if isinstance(rule.check, DocumentsListed):
            for item in rule.check.documents:
                names.setdefault(item.key, item.title.get("zh"))
                places.setdefault(item.key, []).append(f"{word(item.stage, 'zh')} {item.article}")
    return tuple(
        ListedDocument(key, f"{name}（{'；'.join(dict.fromkeys(places[key]))}）")
        for key, name in names.items()
    )
