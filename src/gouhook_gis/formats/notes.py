"""Short ways to write down what was noticed."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import JsonValue

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.message import message
from gouhook_gis.domain.submission import Decision, Issue, Place, Topic

# An issue of a whole layer names this many records at most; its `count` is always the true one.
MAX_PLACES = 10_000


def file_issue(message_id: str, file: str, *, fatal: bool = False, **params: JsonValue) -> Issue:
    """Return an issue about a file; `file` is a parameter of its text too."""
    return Issue(
        message=message(message_id, file=file, **params),
        subject_type="file",
        subject=file,
        places=(Place(file=file),),
        fatal=fatal,
    )


def layer_issue(
    message_id: str,
    subject: str,
    file: str,
    *,
    records: Iterable[int] = (),
    field: str | None = None,
    **params: JsonValue,
) -> Issue:
    """Return an issue about a layer (`subject`: its path), with the records it concerns."""
    places = [
        Place(file=file, record=record, field=field)
        for record, _ in zip(records, range(MAX_PLACES), strict=False)
    ]
    if field is not None:
        params["field"] = field
    return Issue(
        message=message(message_id, file=subject, **params),
        subject_type="layer",
        subject=subject,
        places=tuple(places) or (Place(file=file, field=field),),
    )


def refused_issue(error: RefusedError, file: str, *, fatal: bool) -> Issue:
    """Return the issue that says what `error` says."""
    return Issue(
        message=error.message,
        subject_type="file",
        subject=file,
        places=(Place(file=file),),
        fatal=fatal,
    )


def decision(topic: Topic, subject: str, message_id: str, **params: JsonValue) -> Decision:
    """Return a decision about a layer or file."""
    return Decision(topic=topic, subject=subject, message=message(message_id, **params))


def layer_path(file: str, name: str) -> str:
    """Return the path of a layer in the source: the file, and the layer where it has several."""
    return f"{file}/{name}" if file.lower().endswith((".gpkg", ".gdb")) else file
