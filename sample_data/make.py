"""Make the sample data: reference layers, submissions, patches, a project a profile, and what is
expected.

Run `python sample_data/make.py [--out FOLDER]`; without `--out` the committed files beside this
script are written again; `--batch FOLDER` writes sixty submissions for `gouhook batch` instead.
Every seed is fixed: the same libraries give the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from generator import expected, expected_facts, restrictions, survey, units
from generator.acceptance.expected import accepted as of_accepted
from generator.acceptance.project import accepted_papers, write_accepted
from generator.acceptance.surveyed import layers_after, write_rasters
from generator.batch.write import write_batch
from generator.clean import clean_project
from generator.county import County, draw
from generator.figures import Reference
from generator.filed import filed_parcels
from generator.land import Land, lay
from generator.messy import BLANK_ID, REPEATED_VERTEX, write_messy
from generator.offsets import offset_parcels
from generator.papers import papers
from generator.patches import write_patches
from generator.project import Project, tables
from generator.reference import write_reference
from generator.small.write import write_profiles
from generator.table import Table
from generator.untidy_workbook import untidy
from generator.violations import violations_project
from generator.workbook import FILE, workbook
from generator.write import write_shapefile, write_zip
from generator.wrong_papers import with_a_wrong_cell, wrong_papers
from generator.zones import planning_zones

HERE = Path(__file__).resolve().parent
# Of the clean project: its quota, and the county's with what is built on it, m².
QUOTA_M2, COUNTY_M2 = 135_000.0, (600_000.0, 467_200.0)
SEEDS = {"county": 1, "land": 2, "survey": 3, "farmland": 5, "illegal": 6}


def main() -> None:
    """Write everything into `--out`, by default beside this script; or sixty submissions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--batch", type=Path, help="write sixty submissions of the county here")
    told = parser.parse_args()
    if told.batch:
        make_batch(told.batch)
    else:
        make(told.out)


def make_batch(out: Path) -> None:
    """Write sixty submissions of the county, their quotas and what a batch over them finds."""
    county = draw(np.random.default_rng(SEEDS["county"]))
    land = lay(county, np.random.default_rng(SEEDS["land"]))
    write_batch(county, land, _layers(county, land), out)


def make(out: Path) -> None:
    """Draw the county; write reference/, submissions/, patches/, profiles/ and expected.yaml."""
    write_profiles(out / "profiles")
    county = draw(np.random.default_rng(SEEDS["county"]))
    land = lay(county, np.random.default_rng(SEEDS["land"]))
    layers = _layers(county, land)
    land_use = survey.land_use(county, land, np.random.default_rng(SEEDS["survey"]))
    clean, broken = clean_project(county, land), violations_project(county, land)
    changes = layers_after(clean, land_use, land, county)
    folder = _emptied(out / "reference")
    rasters = write_rasters(clean, land_use, folder)
    write_reference(layers | changes, land_use, rasters, folder)

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
    accepted = accepted_papers(clean, QUOTA_M2, COUNTY_M2)
    write_accepted(clean, submissions / "accepted.zip", accepted)

    patches = write_patches(land, _emptied(out / "patches"))

    reference = Reference(
        land_use=land_use,
        villages=layers["CJDCQ_2024"],
        townships=layers["XZQ_XZ_2024"],
        counties=layers["XZQ_XJ_2024"],
        basic_farmland=layers["YJJBNTTB_2024"],
        illegal_land=layers["WFYD_2024"],
        filed_parcels=layers["BBDK_2023"],
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
            "accepted.zip": of_accepted(clean, accepted, land_use, changes),
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
            "patches": patches,
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
        "BCGDDK_2024": offset_parcels(),
        "BBDK_2023": filed_parcels(),
    }


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
        "# application, unless it says so). Areas in m², worked out apart from the program:\n"
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
