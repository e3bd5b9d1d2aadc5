"""`gouhook audit`: who did what with the service, and whether that record is as it was written."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gouhook_gis.cli.service_data import Data, Url, opened
from gouhook_gis.cli.text import Language, bilingual, say

_BROKEN = 1
_NEWEST = 1_000_000_000
_DAY = ["%Y-%m-%d"]

audit = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def _option(name: str, *flags: str, **more: object) -> object:
    return typer.Option(*flags, help=bilingual(f"cli.audit.{name}"), **more)  # type: ignore[arg-type]  # typer's own


class Form(StrEnum):
    """What an export is written as."""

    JSONL = "jsonl"
    CSV = "csv"


@audit.command(help=bilingual("cli.audit.verify.help"))
def verify(
    data: Data = None,
    database: Url = None,
    anchor: Annotated[list[str] | None, _option("anchor", "--anchor")] = None,
    logs: Annotated[list[Path] | None, _option("logs", "--logs")] = None,
    lang: Language = "zh",
) -> None:
    """Say whether the chain is whole; exit 1 where it is not."""
    from gouhook_gis.cli.progress import PatientProgress
    from gouhook_gis.domain.message import message
    from gouhook_gis.service.audit.verifying import verify as verified

    anchors, copies = dict(map(_anchor, anchor or [])), [*map(_folder, logs or [])]
    with opened(data, database) as (held, settings), PatientProgress(lang) as progress:
        found = verified(held, [settings.data / "logs", *copies], anchors, progress.lines)
    for one in found.restored:
        say(message("audit.restored", line=one.line, lost=one.lost), lang)
    for wrong in found.broken:
        say(wrong.message, lang)
    if not found.intact:
        say(message("audit.broken", lines=found.lines), lang)
        raise typer.Exit(_BROKEN)
    said = "audit.intact" if found.lines else "audit.empty"
    told = found.model_dump(include={"lines", "confirmed", "head"})
    say(message(said, **told), lang)


@audit.command("list", help=bilingual("cli.audit.list.help"))
def list_(
    data: Data = None,
    database: Url = None,
    actor: Annotated[str | None, _option("actor", "--actor")] = None,
    act: Annotated[str | None, _option("act", "--act")] = None,
    subject: Annotated[str | None, _option("subject", "--subject")] = None,
    since: Annotated[datetime | None, _option("since", "--since", formats=_DAY)] = None,
    until: Annotated[datetime | None, _option("until", "--until", formats=_DAY)] = None,
    limit: Annotated[int, _option("limit", "--limit", min=1, max=10_000)] = 50,
    lang: Language = "zh",
) -> None:
    """Show the newest lines that fit."""
    from gouhook_gis.cli.audit_shown import shown
    from gouhook_gis.domain.message import message
    from gouhook_gis.service.records.audit import audited

    known = _known(act)
    with opened(data, database) as (held, _), held.reading() as session:
        lines, total = audited(
            session,
            actor=actor,
            act=known,
            subject=subject,
            since=None if since is None else since.date(),
            until=None if until is None else until.date(),
            limit=limit,
        )
    for told in shown(lines, lang):
        typer.echo(told)
    say(message("audit.shown", count=len(lines), total=total), lang)


@audit.command(help=bilingual("cli.audit.export.help"))
def export(
    data: Data = None,
    database: Url = None,
    out: Annotated[Path | None, _option("out", "--out", "-o")] = None,
    form: Annotated[Form, _option("format", "--format")] = Form.JSONL,
    after: Annotated[int, _option("after", "--after", min=0, max=_NEWEST)] = 0,
) -> None:
    """Write all lines to a file, or to standard output."""
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.service.audit.export import csv_lines, json_lines
    from gouhook_gis.service.records.audit_lines import every_line

    written = csv_lines if form is Form.CSV else json_lines
    with opened(data, database) as (held, _), held.reading() as session:
        lines = written(every_line(session, after))
        if out is None:
            sys.stdout.writelines(lines)
            return
        try:
            # A table program takes UTF-8 for what it is by the mark at the beginning.
            encoding = "utf-8-sig" if form is Form.CSV else "utf-8"
            with out.open("w", encoding=encoding, errors="backslashreplace", newline="") as file:
                file.writelines(lines)
        except OSError as error:
            raise UsageError("audit.not_written", file=str(out)) from error


def _anchor(told: str) -> tuple[int, str]:
    """Return number and hash. UsageError for what is no NUMBER:HASH."""
    from gouhook_gis.domain.errors import UsageError

    number, _, noted = told.strip().partition(":")
    digits = len(noted) == 64 and all(sign in "0123456789abcdef" for sign in noted.lower())
    if not (number.isascii() and number.isdigit() and 0 < int(number) <= _NEWEST and digits):
        raise UsageError("audit.no_anchor", anchor=told[:100])
    return int(number), noted.lower()


def _folder(told: Path) -> Path:
    """Return a folder of logs. UsageError where it is none: it would seem to say nothing."""
    from gouhook_gis.domain.errors import UsageError

    if not told.is_dir():
        raise UsageError("audit.no_logs", path=str(told))
    return told


def _known(act: str | None) -> str | None:
    """Return the name of an act. UsageError where there is none of it."""
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.service.audit.deeds import Deed

    known = [deed.value for deed in Deed]
    if act is not None and act not in known:
        raise UsageError("audit.unknown_act", act=act, known=known)
    return act
