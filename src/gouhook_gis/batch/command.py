"""The command that checks one member of a batch again, and paths that hold wherever it is typed."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gouhook_gis.batch.keys import names_file
from gouhook_gis.batch.place import Place
from gouhook_gis.batch.work import Batch
from gouhook_gis.check_options import CheckOptions
from gouhook_gis.filed.provisional import EDITION
from gouhook_gis.formats.members import readable
from gouhook_gis.reference.sources import ReferenceOption
from gouhook_gis.rules.ground import filed
from gouhook_gis.rules.loader import library


def everywhere(batch: Batch) -> Batch:
    """Return the batch with absolute paths, for children that work elsewhere, and the command."""
    kinds = library(batch.options.rules).layers
    named = [ReferenceOption.parse(text, kinds) for text in batch.references]
    options = batch.options
    paths = {
        name: path.absolute()
        for name in ("rules", "catalogue", "facts_file", "previous", "waivers")
        if (path := getattr(options, name)) is not None
    }
    found = replace(
        batch,
        references=tuple(map(_reference, named)),
        options=options.model_copy(
            update={
                **paths,
                "map": tuple(map(_mapping, options.map)),
                "facts": tuple(map(_fact, options.facts)),
            }
        ),
        out=batch.out.absolute(),
    )
    return replace(found, command=command_of(found))


def paths_of(batch: Batch) -> Iterator[Path]:
    """Yield what every machine that works on the batch has to see."""
    kinds = library(batch.options.rules).layers
    yield from (member.path for member in batch.members)
    yield from (ReferenceOption.parse(text, kinds).path for text in batch.references)
    if batch.options.catalogue is not None:
        yield batch.options.catalogue


def command_of(batch: Batch) -> str:
    """Return how one member is checked again with the same result, but for what its row in a table
    says of it alone; the address of a database is left out.
    """
    words = ["gouhook", "check", "报送数据", *_words(batch.options)]
    for text in (*batch.references, str(Place(batch.out).layer)):
        words += ["--reference", text]
    words += ["--slot", f"{filed.KIND}={EDITION}"]
    # Names may hold bytes that are no text, and the command is written into files.
    words = ["/".join(map(readable, word.split("/"))) for word in words]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _words(options: CheckOptions) -> Iterator[str]:
    yield from ("--profile", options.profile, "--stage", str(options.stage))
    single = {"rules": options.rules, "catalogue": options.catalogue, "as-of": options.as_of}
    for name, told in single.items():
        if told is not None:
            yield from (f"--{name}", str(told))
    for name, values in {
        "fact": options.facts,
        "map": options.map,
        "require": options.require or (),
        "reference-detail": _details(options),
        "slot": [f"{k}={v}" for k, v in options.slots.items() if k != filed.KIND],
    }.items():
        for value in values:
            yield from (f"--{name}", str(value))
    if options.read.wgs84_as_cgcs2000:
        yield "--wgs84-as-cgcs2000"


def _details(options: CheckOptions) -> list[str]:
    general = [options.reference_detail] if options.reference_detail != "clip" else []
    return [*general, *(f"{kind}={detail}" for kind, detail in options.reference_details.items())]


def _reference(option: ReferenceOption) -> str:
    path = str(option.path.absolute())
    edition = f"@{option.edition}" if option.edition else ""
    return f"{option.kind}{edition}={path}" if option.kind else path


def _mapping(text: str) -> str:
    return f"@{Path(text[1:]).absolute()}" if text.startswith("@") else text


def _fact(text: str) -> str:
    key, sign, value = text.partition("=")
    return f"{key}{sign}{Path(value).absolute()}" if names_file(value) else text
