"""`gouhook`: the commands, and what their exit codes mean."""

from __future__ import annotations

import gc
import io
import logging
import os
import signal
import sys
import traceback
import uuid
from datetime import datetime
from pathlib import Path

import typer

from gouhook_gis.cli.accounts import accounts
from gouhook_gis.cli.accounts_link import link, unlink
from gouhook_gis.cli.accounts_out import sign_out
from gouhook_gis.cli.audit import audit
from gouhook_gis.cli.backup import backup, restore
from gouhook_gis.cli.batch import batch
from gouhook_gis.cli.check import check
from gouhook_gis.cli.compare import compare
from gouhook_gis.cli.convert import convert
from gouhook_gis.cli.database import database
from gouhook_gis.cli.doctor import doctor
from gouhook_gis.cli.enforce import enforce
from gouhook_gis.cli.layers import layers
from gouhook_gis.cli.rules import explain, rules
from gouhook_gis.cli.serve import serve
from gouhook_gis.cli.template import template
from gouhook_gis.cli.text import bilingual, say
from gouhook_gis.cli.verify import verify
from gouhook_gis.cli.worker import worker
from gouhook_gis.lean import leave_out_frames

WRONG_USE = 2
OUR_FAILURE = 70

app = typer.Typer(
    name="gouhook",
    help=bilingual("cli.help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(help=bilingual("cli.check.help"))(check)
app.command(help=bilingual("cli.backup.help"))(backup)
app.command(help=bilingual("cli.batch.help"))(batch)
app.command(help=bilingual("cli.compare.help"))(compare)
app.command(help=bilingual("cli.convert.help"))(convert)
app.command(help=bilingual("cli.doctor.help"))(doctor)
app.command(help=bilingual("cli.verify.help"))(verify)
app.command(help=bilingual("cli.enforce.help"))(enforce)
app.command(help=bilingual("cli.restore.help"))(restore)
app.command(help=bilingual("cli.rules.help"))(rules)
app.command(help=bilingual("cli.explain.help"))(explain)
app.command(help=bilingual("cli.serve.help"))(serve)
app.command(help=bilingual("cli.template.help"))(template)
app.command(help=bilingual("cli.worker.help"))(worker)
accounts.command(help=bilingual("cli.accounts.link.help"))(link)
accounts.command(help=bilingual("cli.accounts.unlink.help"))(unlink)
accounts.command(help=bilingual("cli.accounts.sign_out.help"))(sign_out)
app.add_typer(accounts, name="accounts", help=bilingual("cli.accounts.help"))
app.add_typer(audit, name="audit", help=bilingual("cli.audit.help"))
app.add_typer(database, name="database", help=bilingual("cli.database.help"))
app.add_typer(layers, name="layers", help=bilingual("cli.layers.help"))


def main() -> None:
    """Run a command. Exit codes: 0 pass, 1 fail, 3 incomplete, 4 unreadable, 2 wrong use,
    70 our own failure (with an incident id; the traceback goes to a file, never to the user).
    """
    # All that the libraries load stays: walking over it again and again finds nothing to free.
    gc.set_threshold(200_000, 20, 100)
    leave_out_frames()
    # A PROJ of the system in these variables breaks the wheels' own.
    for name in ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA"):
        os.environ.pop(name, None)
    # A redirected console of an old code page has no m²: show what it can rather than fail.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # Ended from outside: leave by the ordinary way, so that no copy of anyone's data stays behind.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    logging.getLogger("gouhook_gis").addHandler(logging.NullHandler())
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the border of the program: nothing passes it as a traceback
        sys.exit(_ended(error))


def _ended(error: Exception) -> int:
    """Say what ended the command, and return the exit code."""
    from gouhook_gis.domain.errors import GouhookError, UnavailableError
    from gouhook_gis.domain.message import message

    if isinstance(error, GouhookError):
        say(error.message, error=True)
        return OUR_FAILURE if isinstance(error, UnavailableError) else WRONG_USE
    incident = uuid.uuid4().hex[:12]
    file = Path(f"gouhook-{incident}.log")
    try:
        stamp = datetime.now().isoformat(timespec="seconds")
        file.write_text(f"{stamp}\n{traceback.format_exc()}", encoding="utf-8")
        said = message("cli.failed", incident=incident, file=str(file))
    except OSError:
        said = message("cli.failed_unlogged", incident=incident)
    say(said, error=True)
    return OUR_FAILURE
