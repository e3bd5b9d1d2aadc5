"""Names of facts as rule parameters: a rule that asks for a fact there is none of never starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from gouhook_gis.domain.model import Model
from gouhook_gis.domain.project_facts import ProjectFacts


def _of(*types: Any) -> Callable[[str], str]:
    """Return a validator of names of `ProjectFacts` whose type is one of `types`; any for none."""

    def check(name: str) -> str:
        field = ProjectFacts.model_fields.get(name)
        if field is None:
            raise PydanticCustomError("unknown_fact", "no such fact")
        whole = field.annotation
        parts = get_args(whole) if get_origin(whole) is UnionType else (whole,)
        held = {get_origin(part) or part for part in parts}
        if types and not held & set(types):
            raise PydanticCustomError("fact_of_another_type", "a fact of another type")
        return name

    return check


_Name = Annotated[str, Field(strict=True)]
FactName = Annotated[_Name, AfterValidator(_of())]
DateFact = Annotated[_Name, AfterValidator(_of(date))]
NumberFact = Annotated[_Name, AfterValidator(_of(int, float))]
TextFact = Annotated[_Name, AfterValidator(_of(str))]
TableFact = Annotated[_Name, AfterValidator(_of(tuple))]


class Where(Model):
    """A condition on one fact: what it guards applies only where `fact` equals `equals`."""

    fact: FactName
    equals: str | bool
