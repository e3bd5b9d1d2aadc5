"""The page on adding a province, followed to the letter: its files, its commands, its outcome."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.support.commands import Done, gouhook

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "add-a-province.md").read_text("utf-8")
FILES = re.findall(r"^`([^`\n]+)`\n\n```(?:yaml|json)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.removeprefix("gouhook ").split()
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which somebody has written the files of the page, beside the sample data."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "sample_data").symlink_to(ROOT / "sample_data")
    for name, content in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder


def command(first: str) -> list[str]:
    """Return the words of the page's command."""
    (found,) = [words for words in COMMANDS if words[0] == first]
    return found


@pytest.fixture(scope="module")
def checked(desk: Path) -> Done:
    """The page's check."""
    return gouhook(*command("check"), cwd=desk)


@pytest.fixture(scope="module")
def result(desk: Path, checked: Done) -> dict[str, Any]:
    """The result of the page's check."""
    assert checked.returncode in (0, 1, 3), checked.stderr
    found: dict[str, Any] = json.loads((desk / "out" / "report.json").read_text("utf-8"))["result"]
    return found


def test_the_page_has_all_files_it_lists_and_no_python() -> None:
    names = [name for name, _ in FILES]
    assert names == [
        "qinglan/layers/prime_orchards.yaml",
        "qinglan/packs/qinglan-measures-2025/pack.yaml",
        "qinglan/packs/qinglan-measures-2025/QL-01.yaml",
        "qinglan/packs/qinglan-measures-2025/QL-02.yaml",
        "qinglan/profiles/qinglan.yaml",
        "reference/reference.yaml",
        "reference/orchards.geojson",
    ]
    assert [words[0] for words in COMMANDS] == ["rules", "explain", "check"]


def test_the_rules_are_listed_with_those_of_the_nation(desk: Path) -> None:
    done = gouhook(*command("rules"), cwd=desk)
    assert done.returncode == 0, done.stderr
    listed = set(re.findall(r"\b[A-Z]+-?[A-Z]?\d\d\b", done.stdout))
    assert listed >= {"QL-01", "QL-02", "ZJ-A01", "F01"}


def test_a_rule_is_explained_with_its_article(desk: Path) -> None:
    done = gouhook(*command("explain"), cwd=desk)
    assert done.returncode == 0, done.stderr
    assert "青自然资规〔2025〕8号 第九条 「建新地块不得占用名特优果园」" in done.stdout


def test_the_check_comes_out_as_the_page_says(checked: Done, result: dict[str, Any]) -> None:
    """400 m² planar are 0.0400 公顷; the orchard has the name of its file."""
    assert checked.returncode == 1, checked.stderr
    assert "“名特优果园”" in checked.stdout
    rules = {rule["code"]: rule for rule in result["rules"]}
    assert (rules["QL-01"]["status"], rules["QL-02"]["status"]) == ("fail", "pass")
    (found,) = [f for a in rules["QL-01"]["assessments"] for f in a["findings"]]
    assert (found["parcel_ids"], found["reference_ids"]) == (["JX001"], ["GY-001"])
    assert round(found["measures"][0]["value"] / 10_000, 4) == 0.04


def test_names_travel_in_the_report(desk: Path, result: dict[str, Any]) -> None:
    assert result["names"] == {
        "word.prime_orchards": {"zh": "名特优果园", "en": "prime orchards"},
        "word.profile.qinglan": {
            "zh": "青岚（全国办法加本省办法）",
            "en": "Qinglan (national and its own measures)",
        },
    }
    page = (desk / "out" / "report.html").read_text("utf-8")
    assert "名特优果园（2025）" in page
    assert "prime_orchards" not in page
    (form,) = (desk / "out").glob("*.docx")
    cells = [c.text for t in docx.Document(str(form)).tables for r in t.rows for c in r.cells]
    assert "青岚（全国办法加本省办法）" in cells
    assert any("压占“名特优果园”" in cell for cell in cells)


def test_the_variable_stands_for_the_option_and_english_for_chinese(desk: Path) -> None:
    words = [w for w in command("check") if w not in ("--rules", "--out", "out")]
    words = [w for i, w in enumerate(words) if not (w == "qinglan" and words[i - 1] != "--profile")]
    done = gouhook(*words, "--lang", "en", cwd=desk, GOUHOOK_RULES="qinglan")
    assert done.returncode == 1, done.stderr
    assert "“prime orchards”" in done.stdout
    assert "Qinglan (national and its own measures)" in done.stdout


def test_the_layer_is_registered_by_its_kind(desk: Path, tmp_path: Path) -> None:
    words = ["layers", "add", "prime_orchards", "reference/orchards.geojson", "--edition", "2025"]
    words += ["--source", "名录", "--area", "510999", "--catalogue", str(tmp_path / "c")]
    assert gouhook(*words, cwd=desk).returncode == 2
    done = gouhook(*words, "--rules", "qinglan", cwd=desk)
    assert done.returncode == 0, done.stderr


def test_without_the_folder_the_profile_is_unknown(desk: Path) -> None:
    done = gouhook("check", "sample_data/submissions/clean.zip", "--profile", "qinglan", cwd=desk)
    assert done.returncode == 2
    assert "sichuan" in done.stderr
