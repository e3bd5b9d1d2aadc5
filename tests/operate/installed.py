"""An installation that was used and that nobody works in: a finished run, one under way, one that
waits.
"""

from __future__ import annotations

import hashlib

from gouhook_gis.service import records
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import CheckRequest, ReportFile
from gouhook_gis.service.records import work
from gouhook_gis.service.settings import Settings


class Kept:
    """It in `settings`."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.files = settings, Files(settings.data)
        self.database = Database(settings.url)
        schema.upgrade(self.database)
        self.upload = self.add(b"one")
        self.done, self.under_way, self.waiting = (self.asked() for _ in range(3))
        self.finish(self.done)
        self.begin(self.under_way)

    def add(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        incoming = self.files.incoming()
        incoming.write_bytes(data)
        self.files.keep(incoming, sha256)
        with self.database.changing() as session:
            kept, _ = records.add_submission(
                session, filename=f"{data.decode()}.zip", sha256=sha256, size=len(data)
            )
        return kept.id

    def asked(self) -> str:
        with self.database.changing() as session:
            request = CheckRequest(profile="sichuan")
            return records.add_run(session, request, submission_id=self.upload).id

    def begin(self, run_id: str) -> int:
        with self.database.changing() as session:
            begun = work.begin(session, run_id, "w", 3)
        assert begun is not None
        return begun.attempt

    def finish(self, run_id: str) -> None:
        attempt = self.begin(run_id)
        folder = self.files.scratch(run_id, attempt)
        (folder / "page").mkdir(parents=True)
        (folder / "report.json").write_text(run_id, "utf-8")
        (folder / "page" / "chart.json").write_text("{}", "utf-8")
        self.files.publish(folder, run_id)
        with self.database.changing() as session:
            files = (ReportFile(name="report.json", size=32, format="json"),)
            assert work.succeed(session, run_id, attempt, work.Outcome(), files)
