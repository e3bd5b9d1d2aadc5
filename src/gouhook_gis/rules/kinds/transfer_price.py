"""What a transfer of surplus quota across provinces costs (ZJ-A17, A18)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, model_validator

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.units import AreaUnit, from_m2, round_half_up
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import absent_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.scene import Scene

AREAS = ("transfer_ordinary_m2", "transfer_high_standard_m2")
AMOUNT = "transfer_amount_yuan"
Yuan = Annotated[int, Field(strict=True, gt=0)]
ProvinceCode = Annotated[str, Field(strict=True, pattern=r"^\d{2}$")]


class Price(Model):
    """Prices in 元 a 亩 of ordinary farmland and of high-standard farmland, in `provinces`."""

    provinces: tuple[ProvinceCode, ...] = ()
    ordinary: Yuan
    high_standard: Yuan


class TransferPrice(Kind):
    """The amount agreed on is area × unit price, for ordinary and for high-standard farmland.

    The last of `prices` names no province and holds for all others. With `by_province` the first
    two digits of the county code choose among them, without it the last alone holds. Arithmetic is
    decimal: areas in m² at 0.01 × 0.0015 亩 × 元 a 亩, the sum rounded half up to 0.01 元. Without
    an area (0 where there is none) or, by province, a county code, `not_run` with the cell;
    without a filed amount `not_run` with the amount there should be. Where both areas and the
    amount are 0 there is nothing to settle: `needs_review`.

    Measures: `filed_amount` (元, `=` `due_amount`), `due_amount`, `ordinary_amount`,
    `high_standard_amount`; `transfer_ordinary`, `transfer_high_standard` (m²).
    """

    kind: Literal["transfer_price"]
    by_province: bool
    prices: Annotated[tuple[Price, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _tells_apart(self) -> Self:
        named = [code for price in self.prices for code in price.provinces]
        if self.prices[-1].provinces or not all(p.provinces for p in self.prices[:-1]):
            raise ValueError("the last of prices, and it alone, holds for all other provinces")
        if len(named) != len(set(named)):
            raise ValueError("a province stands under two prices")
        if not self.by_province and named:
            raise ValueError("prices name provinces, by_province says they do not matter")
        return self

    def needs(self) -> Needs:
        """Ask for the areas, the amount and, by province, the county."""
        return Needs(facts=(*AREAS, AMOUNT, *(["county_code"] if self.by_province else [])))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Work the amount out; one assessment of the project."""
        facts = scene.case.facts.project
        ordinary, high = facts.transfer_ordinary_m2, facts.transfer_high_standard_m2
        undone = absent_facts(scene, (*AREAS, *(["county_code"] if self.by_province else [])))
        if undone or ordinary is None or high is None:
            return undone
        price = self._price(facts.county_code or "")
        dues = [_due(ordinary, price.ordinary), _due(high, price.high_standard)]
        due = round_half_up(sum(dues, Decimal(0)), 2)
        filed = facts.transfer_amount_yuan
        working: dict[str, JsonValue] = {
            "ordinary": _mu(ordinary),
            "ordinary_price": price.ordinary,
            "ordinary_amount": float(dues[0]),
            "high": _mu(high),
            "high_price": price.high_standard,
            "high_amount": float(dues[1]),
            "due": float(due),
        }
        measures = [
            measured("due_amount", float(due), "yuan"),
            measured("ordinary_amount", float(dues[0]), "yuan"),
            measured("high_standard_amount", float(dues[1]), "yuan"),
            measured("transfer_ordinary", ordinary, "m2"),
            measured("transfer_high_standard", high, "m2"),
        ]
        if filed is None:
            reason = message("rules.transfer_not_filed", **working)
            return [of_project(Status.NOT_RUN, reason, measures=measures)]
        stated = round_half_up(filed, 2)
        decisive = _stated(stated, due)
        measures = [decisive, *measures]
        if stated == due == 0:
            finding = scene.finding(message("rules.transfer_nothing"), measures=[decisive])
            return [of_project(Status.NEEDS_REVIEW, measures=measures, findings=[finding])]
        if stated == due:
            return [of_project(Status.PASS, measures=measures)]
        said = message(
            "rules.transfer_amount",
            **working,
            filed=float(stated),
            difference=float(abs(stated - due)),
            direction="direction.more" if stated > due else "direction.less",
        )
        finding = scene.finding(said, measures=[decisive])
        return [of_project(Status.FAIL, measures=measures, findings=[finding])]

    def _price(self, county_code: str) -> Price:
        if self.by_province:
            for price in self.prices:
                if county_code[:2] in price.provinces:
                    return price
        return self.prices[-1]


def _stated(filed: Decimal, due: Decimal) -> Measure:
    return measured("filed_amount", float(filed), "yuan", operator="=", threshold=float(due))


def _area(area_m2: float) -> Decimal:
    return round_half_up(area_m2, 2)


def _mu(area_m2: float) -> str:
    return f"{from_m2(_area(area_m2), AreaUnit.MU).normalize():f}"


def _due(area_m2: float, price: int) -> Decimal:
    """Return the unrounded amount in 元."""
    return from_m2(_area(area_m2), AreaUnit.MU) * price
