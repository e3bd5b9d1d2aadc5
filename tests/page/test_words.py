"""The labels of the page and the catalogue: nothing is shown as an id, nothing is kept unused."""

from __future__ import annotations

import re
import string
from pathlib import Path

from gouhook_gis.domain.catalogue import catalogue

SOURCES = Path(__file__).parents[2] / "frontend" / "src"
_WHOLE = re.compile(r"""['"`](page\.[a-z0-9_.]*[a-z0-9_])['"`]""")
# t(`page.state.title.${name}`): some ids begin so.
_BEGUN = re.compile(r"[`'](page\.[a-z0-9_.]*)(?:\$\{|' ?\+)")


def sources() -> str:
    files = sorted([*SOURCES.rglob("*.vue"), *SOURCES.rglob("*.ts")])
    return "\n".join(path.read_text("utf-8") for path in files if "generated" not in path.parts)


def labels() -> set[str]:
    return {name for name in catalogue() if name.startswith("page.")}


def test_every_label_that_is_asked_for_is_there() -> None:
    """A missing one would be shown as its id."""
    text = sources()
    assert sorted(set(_WHOLE.findall(text)) - labels()) == []
    begun = set(_BEGUN.findall(text))
    assert [
        one for one in sorted(begun) if not any(name.startswith(one) for name in labels())
    ] == []


def test_every_label_is_asked_for() -> None:
    """By its id, or by the beginning of it."""
    text = sources()
    whole, begun = set(_WHOLE.findall(text)), tuple(set(_BEGUN.findall(text)))
    assert [name for name in sorted(labels() - whole) if not name.startswith(begun)] == []


def test_labels_have_plain_parameters_in_both_languages() -> None:
    """The page fills in names, and knows no units of a field."""
    for name in sorted(labels()):
        found = [
            {(field, spec) for _, field, spec, _ in string.Formatter().parse(text) if field}
            for text in catalogue()[name].values()
        ]
        assert found[0] == found[1], name
        assert not any(spec for _, spec in found[0]), name
