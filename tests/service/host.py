"""A service of its own process without the web: `python -m tests.service.host SETTINGS`.

What `gouhook serve` does for its runs when embedded; it ends with a signal, or by kill -9.
"""

from __future__ import annotations

import json
import signal
import sys
import threading

from gouhook_gis.service import logs
from gouhook_gis.service.runs.embedded import Supervisor
from gouhook_gis.service.settings import Settings


def main() -> None:
    """Serve until told to stop."""
    supervisor = Supervisor(Settings(**json.loads(sys.argv[1])))
    logs.configure(supervisor.files.logs)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
    supervisor.start()
    ended.wait()
    supervisor.stop()


if __name__ == "__main__":
    main()
