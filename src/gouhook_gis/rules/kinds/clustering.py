"""How concentrated the parcels of a role are (ZJ-B19)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.geometry.collect import marks
from gouhook_gis.geometry.distance import clusters
from gouhook_gis.rules.assessing.outcomes import of_project, unmeasurable
from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds.parameters import Metres, Share
from gouhook_gis.rules.scene import Scene


class Clustering(Kind):
    """The largest cluster of parcels of `role` holds at least `minimum_share` of their area.

    Parcels belong to one cluster where they are `gap_m` or less apart, edge to edge, directly
    or through others. Where it fails the parcels outside the largest cluster are listed.

    Measures: `largest_cluster_share` (`>=` `minimum_share`), `clusters` (count).
    """

    kind: Literal["clustering"]
    role: Role
    gap_m: Metres
    minimum_share: Share

    def evaluate(self, scene: Scene) -> Sequence[Assessment]:
        """Label the clusters; one assessment of the role."""
        index = scene.measurable(self.role)
        undone = unmeasurable(scene, [self.role])
        if not len(index):
            return undone
        labels = clusters(scene.parcels.geometry[index], self.gap_m)
        areas = scene.parcels.area[index]
        sizes = [math.fsum(areas[labels == label]) for label in range(int(labels.max()) + 1)]
        largest = max(range(len(sizes)), key=lambda label: (sizes[label], -label))
        share = measured(
            "largest_cluster_share",
            sizes[largest] / math.fsum(sizes),
            "ratio",
            operator=">=",
            threshold=self.minimum_share,
        )
        outside = index[labels != largest]
        decided = of_project(
            Status.PASS if share.holds else Status.FAIL,
            part=self.role,
            examined={"parcels": len(index)},
            measures=[share, measured("clusters", len(sizes), "count")],
            findings=[] if share.holds else [self._scattered(scene, outside, share, len(sizes))],
        )
        return [decided, *undone]

    def _scattered(self, scene: Scene, outside: Index, share: Measure, count: int) -> Finding:
        return scene.finding(
            message(
                "rules.scattered",
                role=self.role,
                clusters=count,
                share=share.value,
                minimum=self.minimum_share,
                gap=self.gap_m,
            ),
            outside,
            geometry=marks(scene.parcels.geometry[outside]),
            measures=[share],
        )
