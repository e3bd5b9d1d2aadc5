"""A YAML file of rule data, with the line of everything in it, for errors one can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.domain.message import catalogue
from gouhook_gis.domain.plain_yaml import LOADER
from gouhook_gis.domain.wrong import expected, unparsed

_Parsed = TypeVar("_Parsed")
Path = Sequence[str | int]


class RulePackError(GouhookError):
    """Rule data is wrong: nothing starts. Names the file and the line."""


@dataclass(frozen=True)
class Source:
    """One YAML file: its name below `rules/`, its data, and its node tree."""

    file: str
    data: dict[str, Any]
    node: yaml.Node

    def error(self, message_id: str, path: Path = (), **params: JsonValue) -> RulePackError:
        """Make the error `message_id` at `path`; file, line and field are added.

        The line (from 1) is that of the value at `path`, or of its nearest parent in the file.
        """
        line, steps = self._find(path)
        if path and steps[-1:] != [path[-1]]:
            steps.append(path[-1])
        field = ".".join(map(str, steps))
        return RulePackError(message_id, file=self.file, line=line, field=field, **params)

    def _find(self, path: Path) -> tuple[int, list[str | int]]:
        """Follow `path`; steps that are not in the file (a union's tag) are passed over."""
        node, mark, steps = self.node, self.node.start_mark, list[str | int]()
        for step in path:
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == str(step):
                        node, mark = value, key.start_mark
                        steps.append(step)
                        break
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
                mark = node.start_mark
                steps.append(step)
        return int(mark.line) + 1, steps

    def parse(
        self, model: type[_Parsed] | TypeAdapter[_Parsed], data: object, path: Path = ()
    ) -> _Parsed:
        """Validate `data`, which stands at `path` of this file; raise `RulePackError`."""
        adapter = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
        try:
            return adapter.validate_python(data)
        except ValidationError as error:
            raise self._invalid(error, path) from error

    def _invalid(self, error: ValidationError, path: Path) -> RulePackError:
        """Turn the first validation error into one of ours, in both languages."""
        first = error.errors(include_url=False)[0]
        at = [*path, *first["loc"]]
        if first["type"] == "union_tag_invalid":
            at.append("kind")
        context = first.get("ctx", {})
        specific = f"pack.wrong.{first['type']}"
        return self.error(
            specific if specific in catalogue() else "pack.wrong.other",
            at,
            value=_shown(first["input"]),
            detail=expected(error),
            **{key: _shown(value) for key, value in context.items() if key != "error"},
        )


def read(entry: Traversable, file: str) -> Source:
    """Read the YAML mapping in `entry`; `file` is the name shown. Raises `RulePackError`."""
    try:
        text = entry.read_bytes()
    except OSError as error:
        raise RulePackError("pack.no_file", file=file) from error
    try:
        loader = LOADER(text)
        try:
            node = loader.get_single_node()
            data = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RulePackError("pack.yaml", file=file, line=line, detail=unparsed(error)) from error
    except yaml.YAMLError as error:
        raise RulePackError("pack.yaml", file=file, line=1, detail=unparsed(error)) from error
    if not isinstance(data, dict):
        raise RulePackError("pack.no_mapping", file=file, line=1)
    _refuse_doubled_keys(node, file)
    return Source(file=file, data=data, node=node)


def _refuse_doubled_keys(node: yaml.Node, file: str) -> None:
    """YAML keeps the last of two equal keys without a word; we refuse both."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise RulePackError("pack.doubled_key", file=file, line=line, key=key.value)
            seen.add(key.value)
            _refuse_doubled_keys(value, file)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_doubled_keys(item, file)


def _shown(value: object) -> JsonValue:
    """Return a value as it can stand in a message."""
    if isinstance(value, BaseModel):
        return type(value).__name__
    return value if isinstance(value, int | float | str | bool) or value is None else str(value)
