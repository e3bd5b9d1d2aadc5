"""Messages are ids with parameters; their texts live in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from gouhook_gis.domain.catalogue import Names, catalogue, name_of, text, word
from gouhook_gis.domain.model import Model, Text

__all__ = [
    "Message",
    "Names",
    "Param",
    "catalogue",
    "json_params",
    "message",
    "name_of",
    "render",
    "said_of",
    "text_of",
    "word",
]

# What may go into a message: JSON, and sequences of texts.
Param = JsonValue | Sequence[str]


class Message(Model):
    """A message id of the catalogue and what goes into its text."""

    id: str
    params: dict[str, JsonValue] = {}


def message(message_id: str, **params: Param) -> Message:
    """Make a message; `params` are JSON values, numbers unrounded and in m², m or as a ratio."""
    return Message(id=message_id, params=json_params(params))


def json_params(params: Mapping[str, Param]) -> dict[str, JsonValue]:
    """Return parameters as JSON values: sequences become lists."""
    return {
        name: value if isinstance(value, str) or not isinstance(value, Sequence) else [*value]
        for name, value in params.items()
    }


def render(item: Message, lang: str = "zh", names: Names | None = None) -> str:
    """Render a message in `lang` ("zh" or "en"). An unknown id shows as itself; `names` are
    those that the catalogue lacks.
    """
    return text(item.id, item.params, lang, names or {})


def text_of(item: Message) -> Text:
    """Return a message in both languages."""
    return Text(zh=render(item, "zh"), en=render(item, "en"))


def said_of(message_id: str, **params: Param) -> Text:
    """Return what a message says with these parameters, in both languages."""
    return text_of(message(message_id, **params))
