"""What a feature means by a value of its own: its kind, its state of use, its zone."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gouhook_gis.domain.catalogue import catalogue
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.words import Status
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.assessing.prohibition import Judged
from gouhook_gis.rules.ground.values import text_of


class ByValue(BaseModel):
    """A field and what its values mean; compared without case, width and blanks.

    `hit` counts, `clear` does not, `review` and every value in none of the lists is for review.
    `empty` says what a feature without a value is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str = Field(min_length=1)
    hit: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    empty: Literal["hit", "review"] = "review"

    @model_validator(mode="after")
    def _disjoint(self) -> Self:
        values = [folded(value) for value in (*self.hit, *self.review, *self.clear)]
        if not values or len(values) != len(set(values)):
            raise ValueError("hit, review and clear must hold values, each once")
        return self

    @property
    def _title(self) -> str:
        """Return the word under which the field has a name in the catalogue, else the field."""
        word = f"layer_field.{self.field}"
        return word if f"word.{word}" in catalogue() else self.field

    def judge(self, features: Features, row: int, on_hit: Status) -> Judged:
        """Judge the feature at `row`; a hit has the status `on_hit`."""
        value = text_of(features, self.field, row)
        if value is None:
            if self.empty == "hit":
                return Judged(on_hit, "overlap.hit")
            return Judged(Status.NEEDS_REVIEW, "overlap.empty", {"field": self._title})
        said = {"field": self._title, "value": value}
        known = folded(value)
        if known in map(folded, self.clear):
            return Judged(None, "")
        if known in map(folded, self.hit):
            return Judged(on_hit, "overlap.value", said)
        listed = known in map(folded, self.review)
        return Judged(Status.NEEDS_REVIEW, "overlap.review" if listed else "overlap.unknown", said)
