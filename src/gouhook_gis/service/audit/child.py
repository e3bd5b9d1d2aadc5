"""A process that verifies the audit of a service, so that the one that answers goes on answering.

    python -m gouhook_gis.service.audit.child

Standard input: the settings as JSON. Standard output: what the chain is like, as JSON.
"""

from __future__ import annotations

import json
import sys

from gouhook_gis.service.audit.verifying import verify
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files
from gouhook_gis.service.settings import Settings


def main() -> None:
    """Verify, and say what was found."""
    settings = Settings(**json.loads(sys.stdin.read()))
    database = Database(settings.url)
    try:
        found = verify(database, [Files(settings.data).logs])
    finally:
        database.close()
    sys.stdout.write(found.model_dump_json())


if __name__ == "__main__":
    main()
