"""What is filed beside the parcels of a small project: coordinate texts and photographs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapely import box

from generator.acceptance.photographs import Shot, photograph
from generator.acceptance.texts import Surveyed, coordinate_text
from generator.small.place import Place, Plot

TEXTS = {"demolition": "拆旧地块勘测定界.txt", "new_construction": "建新地块勘测定界.txt"}


def filed(place: Place, plots: Sequence[Plot], day: str) -> Mapping[str, bytes]:
    """Return a text for each role and a photograph for each plot, of one day."""
    members: dict[str, bytes] = {}
    for role, name in TEXTS.items():
        surveyed = [
            Surveyed(
                plot.id,
                f"{place.villages[plot.village]}{plot.id}",
                "复垦耕地" if role == "demolition" else "建新",
                place.shape(box(*plot.rectangle)),
                plot.planar,
            )
            for plot in plots
            if plot.role == role
        ]
        producer = f"{place.county_name}自然资源局（示例）"
        members[f"勘测定界/{name}"] = coordinate_text(surveyed, place.epsg - 4488, day, producer)
    for number, plot in enumerate(plots):
        shot = Shot(plot.id, 1, f"{day} {9 + number:02d}:30:00", 90.0 * number)
        shape = place.shape(box(*plot.rectangle))
        members[f"举证照片/{shot.file}"] = photograph(shot, shape, place.epsg)
    return members
