"""Profiles transfer-out and transfer-in: the same quota sold and bought, with its price."""

from __future__ import annotations

from shapely import box

from generator.offsets import SCHEMA as OFFSET_SCHEMA
from generator.small import after, layers
from generator.small.filed import filed
from generator.small.national import PLOTS, base_facts, base_layers
from generator.small.place import Place, Plot
from generator.small.project import Layer, Small, linked_rows

# Out: 4.5 ha torn down, 1 ha built for those who lived there; 3.5 ha are sold.
SOLD = tuple(plot for plot in PLOTS if plot.id != "JX02")
HIGH_STANDARD = ("CJ01",)
ORDINARY_M2, HIGH_STANDARD_M2 = 15_000.0, 20_000.0
# 22.5 亩 × 300,000 元 + 30 亩 × 400,000 元
DUE_OUT_YUAN = 18_750_000.0
# In: 37.5 亩 × 500,000 元, of which the contract is one cent short.
BOUGHT = (
    Plot("JX01", (400, 100, 500, 200), 0, "urban"),
    Plot("JX02", (600, 100, 750, 200), 0, "urban"),
)
BOUGHT_M2, FILED_IN_YUAN = 25_000.0, 18_749_999.99
HERITAGE = (1600, 100, 1700, 200)
RESERVE = (1700, 400, 1900, 550)
# Accepted in 2024; the survey of that year shows the land afterwards.
ACCEPTED_ON, SURVEYED_ON, AFTER = "2024-01-18", "2023-12-25", 2024
# Of the 40,500 − 9,000 m² that may be used as an offset.
OFFSET_USED_M2 = 30_000.0
GENTLE = "2"  # slope class of the whole county: 2° to 6°


def transfer_out() -> Small:
    """Return a project of a made-up assisted county in the zone of 102°."""
    place = Place("519998", "雪岭县", "松岗镇", ("上寨村", "下寨村"), 4522, 34_520_000, 3_100_000)
    code, name = "5199982023001", "雪岭县松岗镇增减挂钩节余指标跨省域调出项目"
    facts = base_facts(place, code, name, SOLD)
    facts |= {
        "programme": "transfer_out",
        "parcels": linked_rows(SOLD, high_standard=HIGH_STANDARD),
        "application_date": "2023-05-10",
        "approval_date": "2023-06-20",
        "quota_m2": 10_000.0,
        "surplus_quota_m2": ORDINARY_M2 + HIGH_STANDARD_M2,
        "assisted_county_list": "国家乡村振兴重点帮扶县（国乡振发〔2021〕12号）",
        "partner_province": "浙江省",
        "completion_date": "2023-12-20",
        "self_check_date": "2023-12-28",
        "preliminary_acceptance_date": "2024-01-08",
        "acceptance_date": ACCEPTED_ON,
        "acceptance_document": "示自然资函〔2024〕16号",
        "acceptance_map_scale": 2000,
        "filing_date": "2024-01-26",
        "quota_return_date": ACCEPTED_ON,
        "offset_used_m2": OFFSET_USED_M2,
        "settlement_date": "2024-04-10",
        "transfer_ordinary_m2": ORDINARY_M2,
        "transfer_high_standard_m2": HIGH_STANDARD_M2,
        "transfer_amount_yuan": DUE_OUT_YUAN,
        "transfer_requests": [
            {"kind": "demand", "year": 2023, "filed_on": "2023-11-30",
             "partner_province": "浙江省", "area_m2": ORDINARY_M2 + HIGH_STANDARD_M2},
            {"kind": "verification", "year": 2024, "filed_on": "2024-03-01",
             "partner_province": "浙江省", "area_m2": ORDINARY_M2 + HIGH_STANDARD_M2},
        ],
    }  # fmt: skip
    old = {"BSM": "1", "MC": "古碉", "LX": "文物保护单位", "JB": "省级"}
    reserve = {"BSM": "1", "BHDMC": "雪岭自然保护区", "GNFQ": "一般控制区"}
    before = layers.land_use(place, SOLD)
    later = str(AFTER)
    more = (
        Layer("heritage_sites",
              layers.made(place, "LSWHBH", layers.HERITAGE, [old], [box(*HERITAGE)])),
        Layer("protected_areas",
              layers.made(place, "ZRBHD", layers.PROTECTED, [reserve], [box(*RESERVE)])),
        Layer("ecological_redline", layers.red_line(place)),
        Layer("farmland_offset", layers.made(place, "BCGDDK", OFFSET_SCHEMA, [], [])),
        Layer("slope_classes", layers.slope_classes(place, GENTLE), declared=False),
        Layer("land_use", after.land_use_after(place, SOLD), declared=False, edition=later),
        Layer("land_use_update", after.update(place, SOLD, AFTER), edition=later),
        Layer("land_use_change", after.process(place, SOLD, before, AFTER), edition=later),
    )  # fmt: skip
    everything = (*base_layers(place, SOLD), *more)
    sold = ORDINARY_M2 + HIGH_STANDARD_M2
    papers = filed(place, SOLD, SURVEYED_ON)
    return Small("transfer-out", place, code, name, SOLD, facts, everything, "2022", sold, papers)


def transfer_in() -> Small:
    """Return a project of a made-up county of Zhejiang in the zone of 120°."""
    place = Place("339999", "潮安县", "新桥镇", ("南浦村", "北浦村"), 4528, 40_520_000, 3_330_000)
    code, name = "3399992024001", "潮安县新桥镇跨省域调入指标使用项目"
    base = base_facts(place, code, name, BOUGHT)
    facts = {
        key: value for key, value in base.items() if key not in ("quota_m2", "surplus_quota_m2")
    }
    facts |= {
        "programme": "transfer_in",
        "households_demolished": 0,
        "application_date": "2024-04-25",
        "verified_quota_m2": 20_000.0,
        "carried_over_m2": 5_000.0,
        "partner_province": "四川省",
        "payment_date": "2024-04-20",
        "construction_date": "2024-05-06",
        "settlement_date": "2024-04-10",
        "transfer_ordinary_m2": BOUGHT_M2,
        "transfer_high_standard_m2": 0.0,
        "transfer_amount_yuan": FILED_IN_YUAN,
        "transfer_requests": [
            {"kind": "demand", "year": 2023, "filed_on": "2023-11-30",
             "partner_province": "四川省", "area_m2": BOUGHT_M2},
        ],
    }  # fmt: skip
    return Small(
        "transfer-in", place, code, name, BOUGHT, facts, base_layers(place, BOUGHT), "2023"
    )
