"""What deviates from the standard, gathered kind by kind with the lines it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.notes import MAX_PLACES, file_issue


@dataclass
class Noticed:
    """Deviations of one file: message id to the lines; at most `MAX_PLACES` lines are named."""

    file: str
    lines: dict[str, list[int]] = field(default_factory=dict)
    single: list[Issue] = field(default_factory=list)

    def at(self, message_id: str, line: int) -> None:
        """Note that `line` deviates as `message_id` says."""
        self.lines.setdefault(message_id, []).append(line)

    def say(self, message_id: str, **params: str | float | list[str]) -> None:
        """Note something that is said by itself."""
        self.single.append(file_issue(message_id, self.file, **params))  # type: ignore[arg-type] # a list of texts is JSON

    def issues(self) -> Iterator[Issue]:
        """Yield one issue a kind of deviation, and those said by themselves."""
        for message_id, lines in sorted(self.lines.items()):
            named = [str(line) for line in sorted(set(lines))][:MAX_PLACES]
            yield file_issue(message_id, self.file, count=len(set(lines)), lines=[*named])
        yield from self.single
