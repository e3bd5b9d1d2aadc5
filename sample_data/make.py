"""Make the sample data: reference layers, submissions, a project a profile, and what is expected.

Run `python sample_data/make.py [--out FOLDER]`; without `--out` the committed files beside this
script are written again. Every seed is fixed: the same libraries give the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from generator import expected, expected_facts, restrictions, survey, units
from generator.clean import clean_project
from generator.county import County, draw
from generator.figures import Reference
from generator.land import Land, lay
from generator.messy import BLANK_ID, REPEATED_VERTEX, write_messy
from generator.papers import papers
from generator.plan import COUNTY_CODE
from generator.project import Project, tables
from generator.small.write import write_profiles
from generator.table import Table
from generator.untidy_workbook import untidy
from generator.violations import violations_project
from generator.workbook import FILE, workbook
from generator.write import write_geopackage, write_shapefile, write_zip
from generator.wrong_papers import with_a_wrong_cell, wrong_papers
from generator.zones import planning_zones

HERE = Path(__file__).resolve().parent
# Of the clean project: its quota, and the county's with what is built on it, m².
QUOTA_M2, COUNTY_M2 = 135_000.0, (600_000.0, 467_200.0)
SEEDS = {"county": 1, "land": 2, "survey": 3, "farmland": 5, "illegal": 6}


@dataclass(frozen=True)
class Entry:
    """A layer of `reference.yaml` that is written as a shapefile; sparse ones are `declared`."""

    kind: str
    stem: str
    encoding: str
    source: str
    valid_from: date
    declared: bool = False

    @property
    def edition(self) -> str:
        """The year at the end of the stem."""
        return self.stem[-4:]


SURVEY_2023 = "县自然资源局（示例）2023 年度变更调查"
SURVEY_2024 = "县自然资源局（示例）2024 年度变更调查"
FARMLAND_2020 = "县自然资源局（示例）永久基本农田划定成果"
FARMLAND_2024 = "县自然资源局（示例）永久基本农田核实处置成果"
ILLEGAL = "县执法大队（示例）违法用地台账"
RED_LINE = "市规划院（示例）三线成果，辖区内无红线图斑"
ZONES = "市规划院（示例）土地利用总体规划建设用地管制区"
END_2020, END_2023, END_2024 = date(2020, 12, 31), date(2023, 12, 31), date(2024, 12, 31)
ENTRIES = (
    Entry("villages", "CJDCQ_2023", "GBK", SURVEY_2023, END_2023),
    Entry("villages", "CJDCQ_2024", "UTF-8", SURVEY_2024, END_2024),
    Entry("townships", "XZQ_XZ_2024", "UTF-8", SURVEY_2024, END_2024),
    Entry("counties", "XZQ_XJ_2024", "GBK", SURVEY_2024, END_2024),
    Entry("basic_farmland", "YJJBNTTB_2020", "GBK", FARMLAND_2020, END_2020, declared=True),
    Entry("basic_farmland", "YJJBNTTB_2024", "GBK", FARMLAND_2024, END_2024, declared=True),
    Entry("illegal_land", "WFYD_2024", "GBK", ILLEGAL, END_2024, declared=True),
    Entry("planning_zones", "JSYDGZQ_2024", "GBK", ZONES, END_2024, declared=True),
    Entry("ecological_redline", "STBHHX_2024", "UTF-8", RED_LINE, END_2024, declared=True),
)


def main() -> None:
    """Write everything into `--out`, by default beside this script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE)
    make(parser.parse_args().out)


def make(out: Path) -> None:
    """Draw the county and write reference/, submissions/, profiles/ and expected.yaml to `out`."""
    write_profiles(out / "profiles")
    county = draw(np.random.default_rng(SEEDS["county"]))
    land = lay(county, np.random.default_rng(SEEDS["land"]))
    layers = _layers(county, land)
    land_use = survey.land_use(county, land, np.random.default_rng(SEEDS["survey"]))
    _write_reference(layers, land_use, _emptied(out / "reference"))

    clean, broken = clean_project(county, land), violations_project(county, land)
    submissions = _emptied(out / "submissions")
    filled, filed_wrong = papers(clean, QUOTA_M2, COUNTY_M2), wrong_papers(broken)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        tidy = workbook("sichuan", filled)
        wrong = workbook("sichuan", filed_wrong, with_a_wrong_cell())
        _write_submission(clean, work / "clean", submissions / "clean.zip", "GBK", tidy)
        _write_submission(broken, work / "broken", submissions / "violations.zip", "UTF-8", wrong)
        untidied = workbook("sichuan", filled, untidy)
        write_messy(clean, work / "messy", submissions / "messy.zip", untidied)

    reference = Reference(
        land_use=land_use,
        villages=layers["CJDCQ_2024"],
        townships=layers["XZQ_XZ_2024"],
        counties=layers["XZQ_XJ_2024"],
        basic_farmland=layers["YJJBNTTB_2024"],
        illegal_land=layers["WFYD_2024"],
    )
    zones = layers["JSYDGZQ_2024"]
    passing = expected.clean(clean, reference)
    of_papers = expected_facts.clean(clean, filled, land_use, zones)
    passing["rules"] |= of_papers["rules"]
    failing = expected.violations(broken, reference, layers["YJJBNTTB_2020"])
    failing["rules"] |= expected_facts.violations(broken, filed_wrong, land_use, zones)
    _write_expected(
        out / "expected.yaml",
        {
            "clean.zip": passing | {"facts": of_papers["facts"]},
            "violations.zip": failing | {"stage_filing": expected_facts.at_filing()},
            "messy.zip": {
                "same_as": "clean.zip",
                "verdict": "incomplete",
                "note": "F04 asks to confirm the datum, which nothing states without a .prj; the "
                "geometry rules give what they give for clean.zip",
                "crs": "EPSG:4523",
                "encoding": "GB18030",
                "untidy": {
                    "id_with_blank": BLANK_ID,
                    "repeated_vertex": REPEATED_VERTEX,
                    "heights": True,
                    "workbook": "rows put in above the headings, 2025年3月18日, full-width digits",
                },
            },
        },
    )


def _layers(county: County, land: Land) -> dict[str, Table]:
    seed = SEEDS["farmland"]
    return {
        "CJDCQ_2023": units.villages_2023(county, land),
        "CJDCQ_2024": units.villages_2024(county, land),
        "XZQ_XZ_2024": units.townships(county, land),
        "XZQ_XJ_2024": units.counties(land),
        "YJJBNTTB_2020": restrictions.basic_farmland(county, land, "2020", seed),
        "YJJBNTTB_2024": restrictions.basic_farmland(county, land, "2024", seed),
        "WFYD_2024": restrictions.illegal_land(
            county, land, np.random.default_rng(SEEDS["illegal"])
        ),
        "JSYDGZQ_2024": planning_zones(land),
        "STBHHX_2024": restrictions.red_line(),
    }


def _write_reference(layers: dict[str, Table], land_use: Table, folder: Path) -> None:
    write_geopackage(land_use, folder / "DLTB_2023.gpkg")
    entries: list[dict[str, Any]] = [
        {
            "kind": "land_use",
            "edition": "2023",
            "path": "DLTB_2023.gpkg",
            "layer": land_use.name,
            "source": SURVEY_2023,
            "valid_from": END_2023,
        }
    ]
    for entry in ENTRIES:
        write_shapefile(layers[entry.stem], folder, entry.stem, entry.encoding)
        described: dict[str, Any] = {
            "kind": entry.kind,
            "edition": entry.edition,
            "path": f"{entry.stem}.shp",
            "source": entry.source,
            "valid_from": entry.valid_from,
        }
        if entry.declared:
            described["coverage"] = {"codes": [COUNTY_CODE], "source": f"{entry.source}（全县）"}
        entries.append(described)
    text = yaml.safe_dump({"layers": entries}, allow_unicode=True, sort_keys=False, width=100)
    (folder / "reference.yaml").write_text(text, "utf-8", newline="\n")


def _write_submission(
    project: Project, work: Path, target: Path, encoding: str, facts: bytes
) -> None:
    work.mkdir()
    members: dict[str, bytes] = {}
    for table in tables(project):
        for file in write_shapefile(table, work, table.name, encoding):
            members[file.name] = file.read_bytes()
    members[FILE] = facts
    write_zip(target, members)


def _write_expected(path: Path, content: dict[str, Any]) -> None:
    head = (
        "# Made by make.py: what a check of each submission must say (profile sichuan, stage\n"
        "# application, no further option). Areas in m², worked out apart from the program:\n"
        "# planar ones can be checked by hand, official ones hold to 0.01 m².\n"
    )
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(head + text, "utf-8", newline="\n")


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    main()
