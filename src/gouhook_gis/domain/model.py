"""The base of every model: frozen, strict about unknown fields."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An immutable value; an unknown field is a mistake, not a surprise to keep."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Model):
    """A text of a pack, profile or layer kind: Chinese required, English optional."""

    zh: str
    en: str | None = None

    def get(self, lang: str) -> str:
        """Return the text in `lang` ("zh" or "en"), Chinese where English is missing."""
        return self.en if lang == "en" and self.en else self.zh
