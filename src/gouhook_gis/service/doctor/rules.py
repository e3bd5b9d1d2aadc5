"""The rule data, the sandbox in which uploads are read, and the page."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from gouhook_gis.domain.message import Message, render
from gouhook_gis.service.book import Book
from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said, warning, well, wrong

_NO_NETWORK, _CHILD = "no network", "child"


def rules(place: Place) -> Iterator[Said]:
    """That the rule data are read, and the libraries of geometry with them."""
    book = place.book
    if isinstance(book, Book):
        yield well("rules", rules=len(book.rules), profiles=len(book.profiles))
    elif isinstance(book, Message):
        yield wrong("rules_wrong", detail=render(book))
    else:
        yield wrong("rules_died")


def sandbox(place: Place) -> Iterator[Said]:
    """How uploads are read here: in a child, and without network."""
    book = place.book
    if not isinstance(book, Book):
        yield warning("sandbox_unknown")
    elif not book.isolation.startswith(_CHILD):
        # Where the system has no such limits nothing can be done about it.
        say = wrong if sys.platform == "linux" else warning
        yield say("sandbox_none", isolation=book.isolation)
    elif _NO_NETWORK not in book.isolation:
        yield warning("sandbox_network", isolation=book.isolation)
    else:
        yield well("sandbox", isolation=book.isolation)


def page(place: Place) -> Iterator[Said]:
    """That the page was built."""
    folder = place.settings.page
    if (folder / "index.html").is_file():
        yield well("page", path=str(folder))
    else:
        yield warning("page_missing", path=str(folder))
