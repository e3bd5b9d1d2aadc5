"""The public notices of one kind among the facts of a project."""

from __future__ import annotations

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import message
from gouhook_gis.domain.project_facts import Notice, NoticeKind
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.scene import Scene


def notice_word(kind: NoticeKind) -> str:
    """Return the word a message names a kind of notice by."""
    return f"notice.{kind}"


def notices_of(scene: Scene, kind: NoticeKind) -> list[Notice]:
    """Return the notices of `kind`, by place and first day."""
    rows = [row for row in scene.case.facts.project.notices if row.kind == kind]
    return sorted(rows, key=lambda row: (row.place or "", row.start))


def part_of(row: Notice) -> str:
    """Return the part of an assessment of one notice: where it hung, else what it was about."""
    return row.place or notice_word(row.kind)


def no_notice(kind: NoticeKind) -> Assessment:
    """Return the `not_run` of a kind of notice that the facts do not hold."""
    said = message("rules.notice_missing", notice=notice_word(kind))
    return of_project(Status.NOT_RUN, said, part=notice_word(kind))
