"""How often a transfer is asked for: 每年不超过两次, 一次性申报核定 (C21, C22)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.measure import measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.project_facts import RequestKind
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.missing import missing_facts
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.kind import Kind, Needs
from gouhook_gis.rules.kinds.parameters import Count
from gouhook_gis.rules.scene import Scene

_KIND_OF_PROVINCE = re.compile(r"(省|市|(壮族|回族|维吾尔)?自治区|生产建设兵团)$")


class RequestCount(Kind):
    """There are at most `maximum` requests of the kind `request` a year.

    With `per_partner` they are counted for each partner province apart (浙江 and 浙江省 are one);
    one that names none is `not_run`. No request at all is `not_run`. One assessment a year (and
    partner).

    Measures: `requests` (`<=` the maximum).
    """

    kind: Literal["request_count"]
    request: RequestKind
    maximum: Count
    per_partner: bool

    def needs(self) -> Needs:
        """Ask for the requests."""
        return Needs(facts=("transfer_requests",))

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Count by year."""
        rows = scene.case.facts.project.transfer_requests
        mine = [row for row in rows if row.kind == self.request]
        if not mine:
            return missing_facts(["transfer_requests"])
        result: list[Assessment] = []
        told = [row for row in mine if row.partner_province or not self.per_partner]
        if len(told) < len(mine):
            said = message("rules.request_without_partner", count=len(mine) - len(told))
            result.append(of_project(Status.NOT_RUN, said))
        partner = [_province(row.partner_province) if self.per_partner else "" for row in told]
        years = Counter(zip([row.year for row in told], partner, strict=True))
        return [*result, *(self._year(scene, *key, n) for key, n in sorted(years.items()))]

    def _year(self, scene: Scene, year: int, partner: str, count: int) -> Assessment:
        part = f"{year} {partner}".strip()
        measures = [measured("requests", count, "count", operator="<=", threshold=self.maximum)]
        if count <= self.maximum:
            return of_project(
                Status.PASS, part=part, examined={"requests": count}, measures=measures
            )
        text = message(
            "rules.requests_to_partner" if self.per_partner else "rules.requests_a_year",
            request=f"request.{self.request}",
            year=year,
            partner=partner,
            count=count,
            maximum=self.maximum,
        )
        finding = scene.finding(text, measures=measures)
        return of_project(Status.FAIL, part=part, measures=measures, findings=[finding])


def _province(name: str | None) -> str:
    """Return the name of a province without what kind of province it is."""
    return _KIND_OF_PROVINCE.sub("", folded(name or ""))
