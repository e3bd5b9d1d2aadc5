"""Registered editions, mirrored from the catalogue by a worker, and whom they answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, func, select, text, true
from sqlalchemy.orm import Session

from gouhook_gis.service.database.tables import LayerTable, RunLayerTable, RunTable
from gouhook_gis.service.models import LayerRow, LentLayer, Run
from gouhook_gis.service.records.adding import as_run
from gouhook_gis.service.records.scope import Counties, runs_within


def mirror(session: Session, held: Sequence[LayerRow]) -> None:
    """Make the table what the catalogue holds."""
    if session.connection().dialect.name == "postgresql":
        # Two workers may see the same change; the second waits, and finds it made.
        session.execute(text("LOCK TABLE layers IN EXCLUSIVE MODE"))
    session.execute(delete(LayerTable))
    session.add_all(LayerTable(**row.model_dump(exclude={"used_by"})) for row in held)


def layers(
    session: Session, kind: str | None = None, within: Counties = None
) -> Sequence[LayerRow]:
    """Return the editions, of one kind or all, by kind and edition; counted are the runs `within`
    these counties.
    """
    chosen = select(LayerTable).order_by(LayerTable.kind, LayerTable.edition)
    if kind is not None:
        chosen = chosen.where(LayerTable.kind == kind)
    counted = select(RunLayerTable.layer_id, func.count()).where(_answered(within))
    used: dict[str, int] = dict(session.execute(counted.group_by(RunLayerTable.layer_id)).all())
    return [
        _model(row, used.get(f"{row.kind}@{row.edition}", 0)) for row in session.scalars(chosen)
    ]


def lent(session: Session, within: Counties = None) -> Sequence[LentLayer]:
    """Return the editions that answered runs `within` these counties without being registered, with
    how many runs.
    """
    registered = select(LayerTable.kind + "@" + LayerTable.edition)
    chosen = (
        select(RunLayerTable.layer_id, func.count())
        .where(RunLayerTable.layer_id.not_in(registered), _answered(within))
        .group_by(RunLayerTable.layer_id)
        .order_by(RunLayerTable.layer_id)
    )
    return [
        LentLayer(kind=layer_id.partition("@")[0], edition=layer_id.partition("@")[2], used_by=used)
        for layer_id, used in session.execute(chosen)
    ]


def layer(session: Session, kind: str, edition: str, within: Counties = None) -> LayerRow | None:
    """Return one edition, with how many runs `within` these counties, None where it is not held."""
    row = session.get(LayerTable, (kind, edition))
    if row is None:
        return None
    used = select(func.count()).where(
        RunLayerTable.layer_id == f"{kind}@{edition}", _answered(within)
    )
    return _model(row, session.scalar(used) or 0)


def users_of(
    session: Session,
    layer_id: str,
    *,
    within: Counties = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[Sequence[Run], int]:
    """Return a page of the runs `within` these counties that an edition answered, newest first,
    and how many there are.
    """
    used = select(RunLayerTable.run_id).where(RunLayerTable.layer_id == layer_id)
    fits = (RunTable.id.in_(used), runs_within(within))
    chosen = select(RunTable).where(*fits).order_by(RunTable.created.desc())
    total = session.scalar(select(func.count()).select_from(RunTable).where(*fits))
    return [as_run(row) for row in session.scalars(chosen.offset(offset).limit(limit))], total or 0


def _answered(within: Counties) -> ColumnElement[bool]:
    """Return the condition under which a run that a layer answered is of these counties."""
    if within is None:
        return true()
    return RunLayerTable.run_id.in_(select(RunTable.id).where(runs_within(within)))


def _model(row: LayerTable, used_by: int) -> LayerRow:
    columns = {name: getattr(row, name) for name in LayerRow.model_fields if name != "used_by"}
    return LayerRow.model_validate({**columns, "used_by": used_by})
