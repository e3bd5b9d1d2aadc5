"""The only place with queries: plain functions on a session, returning `service.models`.

`Database.reading()` gives the session for those that only ask, `changing()` for the others.
"""

from __future__ import annotations

from gouhook_gis.service.records.adding import add_run
from gouhook_gis.service.records.audit import acts, audit
from gouhook_gis.service.records.batch_rows import add_batch
from gouhook_gis.service.records.batch_states import batch, batches
from gouhook_gis.service.records.events import events_after
from gouhook_gis.service.records.findings import extent, finding, findings, forget_results
from gouhook_gis.service.records.layers import layer, layers, lent, users_of
from gouhook_gis.service.records.listing import listed
from gouhook_gis.service.records.mappings import (
    contents,
    forget_mapping,
    keep_contents,
    remembered,
)
from gouhook_gis.service.records.runs import (
    ahead_of,
    counted,
    first_run,
    request_cancel,
    run,
    runs,
)
from gouhook_gis.service.records.submissions import (
    add_submission,
    forget,
    submission,
)

__all__ = [
    "acts",
    "add_batch",
    "add_run",
    "add_submission",
    "ahead_of",
    "audit",
    "batch",
    "batches",
    "contents",
    "counted",
    "events_after",
    "extent",
    "finding",
    "findings",
    "first_run",
    "forget",
    "forget_mapping",
    "forget_results",
    "keep_contents",
    "layer",
    "layers",
    "lent",
    "listed",
    "remembered",
    "request_cancel",
    "run",
    "runs",
    "submission",
    "users_of",
]
