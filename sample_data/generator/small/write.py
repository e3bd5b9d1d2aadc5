"""Everything of the small projects: a folder a profile, but for the results of the program."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from generator.small import sichuan
from generator.small.project import write_reference, write_submission
from generator.small.runs import all_runs

HEAD = (
    "# Made by make.py: what each check must say, worked out apart from the program. Areas in m²,\n"
    "# official, to 0.01 m²; `results` hold the whole result of the program (sample_results.py).\n"
)


def write_profiles(folder: Path) -> None:
    """Write submission, reference folder and expected.yaml of each profile; results stay."""
    for project, runs in all_runs():
        out = folder / project.profile
        out.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(out / "reference", ignore_errors=True)
        write_submission(project, out / "submission.zip")
        write_reference(project, out / "reference")
        content = {"profile": project.profile, "runs": [run.described() for run in runs]}
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
        (out / "expected.yaml").write_text(HEAD + text, "utf-8", newline="\n")
    write_submission(sichuan.amended(), folder / "sichuan" / "amended.zip")
