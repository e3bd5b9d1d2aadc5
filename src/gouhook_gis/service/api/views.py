"""What the API answers with: records, with links and with texts in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Generic, TypeVar

from fastapi import Request
from pydantic import Field

from gouhook_gis.domain.message import Message, render
from gouhook_gis.domain.model import Model
from gouhook_gis.service.models import Run, RunStatus, Submission, Task

T = TypeVar("T")
U = TypeVar("U")
# SQLite counts in 64 bits; nobody pages that far.
Offset = Annotated[int, Field(ge=0, le=1_000_000_000)]
Limit = Annotated[int, Field(ge=1, le=500)]


def missing(value: object) -> bool:
    """Whether a field is left out of the answer."""
    return not value


class Said(Model):
    """A message in Chinese and English."""

    id: str
    zh: str
    en: str


class Link(Model):
    """A link as the OGC API has it."""

    href: str
    rel: str
    type: str | None = Field(default=None, exclude_if=missing)
    title: str | None = Field(default=None, exclude_if=missing)


class RunView(Run):
    """A run, its messages as texts, and where to go from it; `ahead` counts those that wait
    before it (said of a single run alone).
    """

    headline_texts: tuple[Said, ...] = ()
    notice_texts: tuple[Said, ...] = ()
    ahead: int = 0
    error_text: Said | None = None
    links: tuple[Link, ...] = ()


class SubmissionView(Submission):
    """A submission, its newest check, and how many it had."""

    run: RunView | None = None
    runs: int = 0


class Paging(Model):
    """A part of a list."""

    offset: Offset = 0
    limit: Limit = 50


class Page(Model, Generic[T]):
    """One page of a list, newest first; `total` counts all that fit."""

    items: tuple[T, ...]
    total: int
    offset: int
    limit: int
    links: tuple[Link, ...] = ()


def said(item: Message) -> Said:
    """Return a message in both languages."""
    return Said(id=item.id, zh=render(item, "zh"), en=render(item, "en"))


def run_path(run_id: str) -> str:
    """Return the path of a run."""
    return f"/api/v1/runs/{run_id}"


def base_of(request: Request) -> str:
    """Return what absolute links begin with; the guard has looked at the host."""
    return str(request.base_url).rstrip("/")


def view(run: Run, ahead: int = 0) -> RunView:
    """Return a run as the API shows it."""
    plain = {name: getattr(run, name) for name in Run.model_fields}
    # Where a layer lies on the server is for the server to know.
    plain["options"] = {name: value for name, value in run.options.items() if name != "path"}
    return RunView(
        **plain,
        ahead=ahead,
        headline_texts=tuple(map(said, run.headline)),
        notice_texts=tuple(map(said, run.notices)),
        error_text=None if run.error is None else said(run.error),
        links=tuple(_links(run)),
    )


def page(
    request: Request,
    found: tuple[Iterable[U], int],
    offset: int,
    limit: int,
    shown: Callable[[U], T],
) -> Page[T]:
    """Return a page with its links; `found` are the items of it and how many there are in all."""
    rows, total = found
    return Page(
        items=tuple(shown(row) for row in rows),
        total=total,
        offset=offset,
        limit=limit,
        links=tuple(pages(request, total, offset, limit)),
    )


def pages(
    request: Request, total: int, offset: int, limit: int, media_type: str = "application/json"
) -> Iterable[Link]:
    """Return links to this page, the next and the one before, with the query as it was."""

    def at(rel: str, start: int) -> Link:
        url = request.url.include_query_params(offset=start, limit=limit)
        return Link(href=str(url), rel=rel, type=media_type)

    yield Link(href=str(request.url), rel="self", type=media_type)
    if offset + limit < total:
        yield at("next", offset + limit)
    if offset > 0:
        yield at("prev", max(offset - limit, 0))


def _links(run: Run) -> Iterable[Link]:
    path = run_path(run.id)
    yield Link(href=path, rel="self", type="application/json")
    yield Link(href=f"{path}/events", rel="monitor", type="text/event-stream")
    if run.status is not RunStatus.SUCCEEDED or run.task is not Task.CHECK or run.deleted:
        return
    for name in dict.fromkeys(file.format for file in run.files):
        yield Link(href=f"{path}/report.{name}", rel="alternate", title=name)
    yield Link(href=f"{path}/features", rel="collection", type="application/json")
