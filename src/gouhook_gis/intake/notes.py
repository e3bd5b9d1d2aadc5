"""What intake notices and decides on its way, collected in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.message import Param, message
from gouhook_gis.domain.submission import Decision, Issue, Place, Topic
from gouhook_gis.formats.layer import Layer
from gouhook_gis.formats.notes import layer_path as path_of
from gouhook_gis.geometry.arrays import Mask

# The subject of what is noticed of the submission as a whole.
SUBMISSION = "."

SubjectType = Literal["submission", "file", "layer", "parcel"]


def layer_path(layer: Layer) -> str:
    """Return the path of a layer inside its submission, as the reader's issues have it."""
    return path_of(layer.file, layer.name)


def places(layer: Layer, rows: Mask, field_name: str | None = None) -> list[Place]:
    """Return the places of the rows that the mask `rows` (n,) names."""
    return [
        Place(file=layer.file, record=int(record), field=field_name)
        for record in layer.records[rows]
    ]


@dataclass
class Notes:
    """Issues and decisions, in the order they come; `sorted_…` gives the canonical order."""

    issues: list[Issue] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def issue(
        self,
        message_id: str,
        subject: str,
        *,
        kind: SubjectType = "layer",
        at: Iterable[Place] = (),
        fatal: bool = False,
        **params: Param,
    ) -> None:
        """Note an issue; `params` must not depend on the order of rows, `at` may."""
        self.issues.append(
            Issue(
                message=message(message_id, **params),
                subject_type=kind,
                subject=subject,
                places=tuple(sorted(at, key=_place_order)),
                fatal=fatal,
            )
        )

    def decide(self, topic: Topic, subject: str, message_id: str, **params: Param) -> None:
        """Note a decision."""
        self.decisions.append(
            Decision(topic=topic, subject=subject, message=message(message_id, **params))
        )

    def sorted_issues(self) -> tuple[Issue, ...]:
        """Return the issues by message, subject and parameters."""
        return tuple(
            sorted(
                self.issues,
                key=lambda i: (i.message.id, i.subject, canonical_json(i.message.params)),
            )
        )

    def sorted_decisions(self) -> tuple[Decision, ...]:
        """Return the decisions by topic, subject and message."""
        return tuple(
            sorted(
                self.decisions,
                key=lambda d: (d.topic, d.subject, d.message.id, canonical_json(d.message.params)),
            )
        )


def _place_order(place: Place) -> tuple[str, int, str]:
    return place.file, place.record or 0, place.field or ""
