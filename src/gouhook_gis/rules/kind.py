"""What every rule kind is: typed parameters, declared needs, one evaluation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from gouhook_gis.domain.assessment import Assessment

if TYPE_CHECKING:
    from gouhook_gis.rules.scene import Scene


class Needs(BaseModel):
    """What a rule asks of a case: slots of reference layers, and facts."""

    model_config = ConfigDict(frozen=True)

    slots: tuple[str, ...] = ()
    # By slot, the fields without which the layer says nothing: absent or empty all through is
    # `not_run`, never a count of zero.
    fields: dict[str, tuple[str, ...]] = {}
    facts: tuple[str, ...] = ()
    # Slots that are used where they are filled; without them the rule says itself what it lacks.
    optional: tuple[str, ...] = ()
    # Whether it compares with an earlier version (`--previous`) that can be read.
    previous: bool = False
    # True for kinds that judge the files themselves, and so run when nothing can be read.
    works_on_unreadable: bool = False

    @property
    def all_slots(self) -> tuple[str, ...]:
        """Return the slots it needs and those it uses where they are filled."""
        return (*self.slots, *self.optional)


class Kind(BaseModel, ABC):
    """A rule kind; its fields are the parameters in the `check:` of a rule's file.

    A subclass declares `kind: Literal["its_name"]`, the parameters, `needs()` and
    `evaluate()`; it is registered in `rules/kinds/__init__.py`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str

    def needs(self) -> Needs:
        """Return the slots and facts this rule asks for."""
        return Needs()

    @abstractmethod
    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Return one assessment per subject; none at all is `not_run`, never a pass."""
