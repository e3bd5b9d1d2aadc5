"""Profile shandong, approved in 2017: each number of its texts met to the unit."""

from __future__ import annotations

from shapely import box

from generator.small import layers
from generator.small.national import PLOTS, SURPLUS_M2, base_facts, base_layers
from generator.small.place import VILLAGE_RECTANGLES, Place
from generator.small.project import Layer, Small

DOCUMENTS = (
    *("实施方案文本", "现状图及影像图", "总体规划图", "实施总体布局图", "勘测定界图"),
    *("拆旧区实施规划图", "政府请示文件", "踏勘审查意见", "实施方案论证意见"),
    *("资金承诺文件", "公示听证证明", "权属调整方案及批件"),
)
# Building is permitted around the two sites; the old street and the dispute lie elsewhere.
PERMITTED = ((380, 80, 780, 220),)
HERITAGE = (1600, 100, 1700, 200)
DISPUTED = (1300, 300, 1400, 400)


def shandong() -> Small:
    """Return a project of a made-up county in the zone of 117°, with reclamation done first."""
    place = Place("379999", "青陂县", "柳泉镇", ("东沟村", "西沟村"), 4527, 39_512_000, 3_980_000)
    code, name = "3799992017001", "青陂县柳泉镇增减挂钩项目"
    facts = base_facts(place, code, name, PLOTS)
    votes = [
        {
            "village_code": place.village_code(number)[:12],
            "village_name": place.villages[number],
            "kind": "consent",
            "eligible": 40 + 20 * number,
            "agreed": 38 + 19 * number,  # 95 % of 40 and of 60
            "document": "书面同意书",
        }
        for number in range(len(VILLAGE_RECTANGLES))
    ]
    facts |= {
        "programme": "ordinary",
        "layout": "urban",
        "reclamation_completion_date": "2017-03-15",
        "construction_application_date": "2017-03-15",
        "application_date": "2017-03-20",
        "received_date": "2017-04-05",
        "review_opinion_date": "2017-06-04",  # the sixtieth day
        "approval_date": "2017-06-20",
        "approval_document": "鲁国土资字〔2017〕99号",
        "boundary_map_scale": 2000,
        "tenure_adjustment": True,
        "votes": votes,
        # 1 February and thirty days.
        "notices": [
            {"kind": kind, "place": "村务公开栏", "start": "2017-02-01", "end": "2017-03-03"}
            for kind in ("plan", "tenure")
        ],
        "documents": [{"item": item, "present": True} for item in DOCUMENTS],
    }
    row = {"BSM": "1", "MC": "老街", "LX": "历史文化名村", "JB": "省级"}
    dispute = {"BSM": "1", "ZYFA": "东沟村", "ZYFB": "西沟村", "ZYZT": "调处中"}
    more = (
        Layer("planning_zones", layers.planning_zones(place, PERMITTED)),
        Layer("heritage_sites",
              layers.made(place, "LSWHBH", layers.HERITAGE, [row], [box(*HERITAGE)])),
        Layer("disputed_land",
              layers.made(place, "QSZYQ", layers.DISPUTED, [dispute], [box(*DISPUTED)])),
    )  # fmt: skip
    return Small("shandong", place, code, name, PLOTS, facts,
                 (*base_layers(place, PLOTS), *more), "2016", SURPLUS_M2)  # fmt: skip
