"""The 数线图对照表 of a case, and what a crash of it is called."""

from __future__ import annotations

import logging

from gouhook_gis.domain.errors import UnavailableError, out_of_memory
from gouhook_gis.domain.message import message
from gouhook_gis.domain.reconciliation import Reconciliation
from gouhook_gis.engine.run import incident_of
from gouhook_gis.rules.reconciling.table import reconciliation
from gouhook_gis.rules.scene import Scene

log = logging.getLogger(__name__)


def table_of(scene: Scene) -> Reconciliation | None:
    """Return the table, None where nothing of what it compares was filed or supplied."""
    if scene.case.submission.unreadable:
        return None
    try:
        return scene.once(reconciliation)
    except UnavailableError:  # no fault of the table
        raise
    except Exception as error:  # a table that fails must not take the report with it
        if out_of_memory(error):  # as with a rule
            raise
        incident = incident_of("reconciliation", error)
        log.exception("the table failed, incident %s", incident)
        return Reconciliation(missing=(message("reconciliation.failed", incident=incident),))
