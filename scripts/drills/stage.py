"""What a drill of several machines needs of one: hosts as network namespaces, a PostgreSQL that
asks for a password, the proxy with TLS. Everything ends with the stage.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from string import Template
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
NAME = "gouhook.example.gov.cn"
_POSTGRES = "postgres"
_NOBODY = "nobody"
# Addresses of the drill's own wires: 10.231.N.1 on this side, 10.231.N.2 in the namespace.
_WIRE = "10.231.{}."


class Stage:
    """A scratch folder and what runs in it. `gouhook` is the command under test."""

    def __init__(self, gouhook: Path) -> None:
        self.gouhook = gouhook
        self._ends = ExitStack()
        self._wires = 0
        self.folder = Path(tempfile.mkdtemp(prefix="gouhook-drill-"))

    def __enter__(self) -> Self:
        """Begin; what is made from now on ends with the stage, the last first."""
        self._ends.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.folder.chmod(0o711)  # PostgreSQL and nginx go through it under users of their own
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End everything; after a failure say what the processes said."""
        if error is not None:
            for log in sorted(self.folder.glob("*.log")):
                print(f"--- {log.name}\n{log.read_text('utf-8', errors='replace')[-3000:]}")
        self._ends.close()

    def host(self, name: str) -> Host:
        """Return a new host: a network namespace with one wire to this side."""
        self._wires += 1
        host = Host(f"gouhook-{name}", f"gouhook{self._wires}", _WIRE.format(self._wires))
        self._ends.callback(host.remove)
        host.make()
        return host

    def start(
        self,
        name: str,
        *words: str,
        told: Mapping[str, str] | None = None,
        host: Host | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a process, whose output goes to NAME.log; the stage ends it in good order."""
        inside = () if host is None else ("ip", "netns", "exec", host.name)
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [*inside, *words],
                env={**os.environ, **(told or {})},
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._ends.callback(_end, process)
        return process

    def done(self, *words: str, told: Mapping[str, str] | None = None) -> str:
        """Run a command to its end and return what it printed. SystemExit where it fails."""
        made = subprocess.run(
            words,
            env={**os.environ, **(told or {})},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise SystemExit(f"{' '.join(words)}: {made.stderr or made.stdout}")
        return made.stdout

    def said(self, name: str) -> str:
        """Return what a process has printed so far."""
        return (self.folder / f"{name}.log").read_text("utf-8", errors="replace")

    def database(self, binaries: Path, port: int) -> Path:
        """Start a PostgreSQL with PostGIS and a role gouhook that must give its password from
        another host; return the file with that password.
        """
        home, secret = self.folder / "postgres", self.folder / "database_password"
        home.mkdir()
        shutil.chown(home, _POSTGRES, _POSTGRES)
        secret.write_text(secrets.token_urlsafe(24) + "\n", "utf-8")
        secret.chmod(0o600)
        as_postgres = ("setpriv", "--reuid", _POSTGRES, "--regid", _POSTGRES, "--clear-groups")
        made = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", _POSTGRES)
        self.done(*as_postgres, str(binaries / "initdb"), "-D", f"{home}/data", *made)
        with (home / "data" / "pg_hba.conf").open("a") as rules:
            rules.write("host all gouhook 10.231.0.0/16 scram-sha-256\n")
        settings = ("-c", "listen_addresses=*", "-p", str(port), "-k", str(home), "-c", "fsync=off")
        server = (str(binaries / "postgres"), "-D", f"{home}/data", *settings)
        self.start("postgres", *as_postgres, *server)
        asked = ("psql", "-h", str(home), "-p", str(port), "-U", _POSTGRES, "-qX", "-c")
        wait("PostgreSQL", lambda: _well(*asked, "SELECT 1"))
        password = secret.read_text("utf-8").strip()
        self.done(*asked, f"CREATE ROLE gouhook LOGIN PASSWORD '{password}'")
        self.done(*asked, "CREATE DATABASE gouhook OWNER gouhook")
        self.done(*asked, "CREATE EXTENSION postgis", told={"PGDATABASE": "gouhook"})
        return secret

    def proxy(self, port: int, upstream: str) -> Path:
        """Start nginx by our template with a certificate of a CA of its own; return the CA's."""
        ca, tls = self.folder / "ca.crt", self.folder / "tls"
        tls.mkdir()
        (self.folder / "names").write_text(f"subjectAltName=DNS:{NAME}\n", "utf-8")
        new = ("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-batch")
        self.done(
            *new, "-x509", "-days", "2", "-subj", "/CN=CA", "-keyout", "ca.key", "-out", str(ca)
        )
        self.done(*new, "-subj", f"/CN={NAME}", "-keyout", "tls/server.key", "-out", "request")
        signed = ("-CA", str(ca), "-CAkey", "ca.key", "-CAcreateserial", "-days", "2")
        out = ("-extfile", "names", "-out", "tls/server.crt")
        self.done("openssl", "x509", "-req", "-in", "request", *signed, *out)
        text = (ROOT / "deploy" / "nginx" / "gouhook.conf.template").read_text("utf-8")
        told = {
            "PUBLIC_HOST": NAME,
            "HTTP_PORT": str(port + 1),
            "HTTPS_PORT": str(port),
            "UPSTREAM": upstream,
            "TLS_FOLDER": str(tls),
        }
        text = Template(text).safe_substitute(told).replace("/var/log/nginx", str(self.folder))
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{kind}_temp_path {self.folder}/nginx-{kind};" for kind in kinds)
        head = f"daemon off; user {_NOBODY} nogroup; pid {self.folder}/nginx.pid;"
        whole = f"{head} error_log stderr; events {{}} http {{ {temporary} {text} }}"
        (self.folder / "nginx.conf").write_text(whole, "utf-8")
        at = ("-p", str(self.folder), "-c", str(self.folder / "nginx.conf"))
        self.start("nginx", nginx() or "nginx", *at)
        return ca


class Host:
    """A network namespace; `gateway` is this side as it sees it."""

    def __init__(self, name: str, wire: str, network: str) -> None:
        self.name, self.gateway = name, f"{network}1"
        self._wire, self._network = wire, network

    def make(self) -> None:
        """Make it, with its wire. SystemExit where that is not allowed."""
        self._ip("netns", "add", self.name)
        self._ip("link", "add", self._wire, "type", "veth", "peer", "eth0", "netns", self.name)
        self._ip("addr", "add", f"{self._network}1/24", "dev", self._wire)
        self._ip("link", "set", self._wire, "up")
        self._ip("-n", self.name, "addr", "add", f"{self._network}2/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            self._ip("-n", self.name, "link", "set", device, "up")

    def cut(self, *, off: bool) -> None:
        """Pull the plug out of its network, or put it back."""
        self._ip("link", "set", self._wire, "down" if off else "up")

    def remove(self) -> None:
        """Remove it, and with it the wire."""
        subprocess.run(["ip", "netns", "delete", self.name], check=False, capture_output=True)

    def _ip(self, *words: str) -> None:
        done = subprocess.run(["ip", *words], check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"ip {' '.join(words)}: {done.stderr.strip()}")


def wait(what: str, until: Callable[[], bool], seconds: float = 60.0) -> float:
    """Wait until something holds; return how long that took, s. SystemExit after `seconds`."""
    begun = time.monotonic()
    while not until():
        if time.monotonic() - begun > seconds:
            raise SystemExit(f"FAILED: waited {seconds:g} s for {what}")
        time.sleep(0.05)
    return time.monotonic() - begun


def missing() -> list[str]:
    """Return what a drill of several hosts needs and does not have here."""
    tools = ("ip", "openssl", "psql", "setpriv")
    lacking = [tool for tool in tools if shutil.which(tool) is None]
    if nginx() is None:
        lacking.append("nginx")
    if postgres() is None:
        lacking.append("PostgreSQL with PostGIS")
    if os.geteuid() != 0:
        lacking.append("root (network namespaces, wires)")
    return lacking


def nginx() -> str | None:
    """Return the command, which Debian keeps where ordinary users do not look."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def postgres() -> Path | None:
    """Return the programs of the newest PostgreSQL that has PostGIS."""
    controls = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    versions = sorted(int(control.parts[-3]) for control in controls)
    return Path(f"/usr/lib/postgresql/{versions[-1]}/bin") if versions else None


def _well(*words: str) -> bool:
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
