"""Lines of the audit for the terminal: who did what about what, and below it what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.catalogue import name_of, text, word
from gouhook_gis.service.models import Act


def shown(lines: Iterable[Act], lang: str) -> Iterator[str]:
    """Yield lines, times as they are here."""
    for line in lines:
        told = {
            "line": line.number,
            "at": line.at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
            "actor": line.actor if line.role is None else _with_role(line, lang),
            "act": name_of(f"page.audit.act.{line.act}", lang) or line.act,
            "subject": line.subject,
        }
        yield _plain(text("audit.line", told, lang))
        for name, value in line.data.items():
            yield _plain(
                f"      {name}: {value if isinstance(value, str) else canonical_json(value)}"
            )


def _with_role(line: Act, lang: str) -> str:
    told = {"actor": line.actor, "role": word(f"account_role.{line.role}", lang)}
    return text("audit.actor", told, lang)


def _plain(said: str) -> str:
    """Return a text without what a terminal would obey."""
    return "".join(sign if sign.isprintable() else "?" for sign in said)
