"""What must be kept: the audit, backups, and what the log tells of the last day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gouhook_gis.service.audit.chain import FIRST, hash_of
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said, warning, well, wrong
from gouhook_gis.service.records.audit_lines import every_line, line_count
from gouhook_gis.service.records.condition import newest_act

_LINES = 10_000  # of the audit that are looked at; `gouhook audit verify` looks at all
_BACKUP_DAYS, _LOG_BYTES, _SHOWN = 2, 5_000_000_000, 3
_DAY = timedelta(days=1)


def audit(place: Place) -> Iterator[Said]:
    """That the last lines are chained as they were written."""
    with place.reading() as session:
        total = line_count(session)
        previous = None if total > _LINES else FIRST
        after = max(total - _LINES, 0)
        for line in every_line(session, after):
            whole = line.number == after + 1 and previous in (None, line.previous)
            if not whole or hash_of(**line.model_dump(exclude={"hash"})) != line.hash:
                yield wrong("audit_broken", line=after + 1)
                return
            previous, after = line.hash, line.number
    if after == total:
        yield well("audit", count=total, looked_at=min(total, _LINES))
    else:
        yield wrong("audit_broken", line=after)


def backups(place: Place) -> Iterator[Said]:
    """How old the newest backup is, as the audit has it."""
    with place.reading() as session:
        made = newest_act(session, Deed.BACKED_UP)
    if made is None:
        yield warning("no_backup")
        return
    days = (datetime.now(UTC) - made).days
    if days >= _BACKUP_DAYS:
        yield warning("backup_old", days=days)
    else:
        yield well("backup", made=made.astimezone().isoformat(sep=" ", timespec="minutes"))


def logs(place: Place) -> Iterator[Said]:
    """How large they are, and which errors were told in the last day."""
    folder, now = place.data / "logs", datetime.now(UTC)
    files = [*folder.glob("*.jsonl")] if folder.is_dir() else []
    size = sum(path.stat().st_size for path in files)
    if size > _LOG_BYTES:
        yield warning("logs_large", size=size / 1e9, path=str(folder))
    since = now - _DAY
    days = {since.date().isoformat(), now.date().isoformat()}
    incidents: list[str] = []
    errors = 0
    for path in sorted(path for path in files if path.stem in days):
        for line in _errors(path, since):
            errors += 1
            if "incident" in line:
                incidents.append(str(line["incident"]))
    if errors:
        newest = list(dict.fromkeys(reversed(incidents)))[:_SHOWN]
        yield warning("errors", count=errors, incidents=newest, path=str(folder))
    else:
        yield well("logs", size=size / 1e6)


def _errors(path: Path, since: datetime) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8", errors="replace") as stream:
        for text in stream:
            if '"level": "error"' not in text and '"level": "critical"' not in text:
                continue
            try:
                line = json.loads(text)
                recent = datetime.fromisoformat(line["at"]) >= since
            except (ValueError, KeyError, TypeError):  # cut off by a full disk
                continue
            if recent:
                yield line
