"""Text for a terminal, wrapped as Chinese is: anywhere but inside a Latin word or number."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

_UNIT = re.compile(r"\n|[!-~²³]+[ ]*|[ ]+|.")
# What may not begin a line.
_CLOSING = "，。；：、！？）】》”’〕%"
# What may not end one.
_OPENING = "（【《“‘〔"


class Prose:
    """A text in one style that fills its lines; rich alone breaks Chinese at blanks only."""

    def __init__(self, text: str, style: str = "") -> None:
        self._text = text
        self._style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield one line of text after the other."""
        for line in lines(self._text, options.max_width):
            yield Text(line, self._style, no_wrap=True, overflow="fold")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return that it fits anywhere and wants no more than its longest line."""
        widest = max((cell_len(line) for line in self._text.split("\n")), default=0)
        return Measurement(min(16, widest), min(widest, options.max_width))


def lines(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` cells; a longer word stands alone.

    A closing mark that does not fit takes what it closes to the next line, and an opening mark
    goes there with what it opens.
    """
    done: list[str] = []
    line: list[str] = []
    for unit in _UNIT.findall(text):
        fits = cell_len("".join(line)) + cell_len(unit.rstrip()) <= width
        if unit == "\n" or (line and not fits):
            next_line = [] if unit == "\n" else [unit.lstrip()]
            while next_line and next_line[0] in _CLOSING and len(line) > 1:
                next_line.insert(0, line.pop())
            while next_line and line[-1] in _OPENING and len(line) > 1:
                next_line.insert(0, line.pop())
            done.append("".join(line).rstrip())
            line = next_line
        else:
            line.append(unit)
    return [*done, "".join(line).rstrip()]
