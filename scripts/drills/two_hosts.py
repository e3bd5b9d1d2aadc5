"""Two workers on two hosts, one of which loses its network in the middle of a run:
`python -m scripts.drills.two_hosts [--gouhook COMMAND]`.

It is played by root on one Linux machine: the hosts are network namespaces. Everything else is
real: PostGIS that asks for a password, nginx with TLS and a CA of its own, `gouhook serve` with
accounts, two `gouhook worker` that share the data folder. It shows that

1. an upload through the proxy with an API key is checked, and that both hosts do runs;
2. a run whose host is cut off is finished by the other one, once, with the same result;
3. the host that comes back works again.
"""

from __future__ import annotations

import argparse
import re
import signal
import ssl
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from scripts.drills.stage import NAME, ROOT, Host, Stage, missing, postgres, wait

_HTTPS, _SERVICE, _DATABASE = 18643, 18645, 18647
_SAMPLE = ROOT / "sample_data"
_STALLED_S = 5
_WORKERS = 2
_NOT_HERE = 77  # what a test harness takes for "skipped"
_CSRF = "X-Gouhook-CSRF"
_END = {"succeeded", "failed", "cancelled"}


class Client:
    """Asks the service through its proxy, under its name, trusting the drill's CA alone."""

    def __init__(self, ca: Path) -> None:
        self._http = httpx.Client(
            base_url=f"https://127.0.0.1:{_HTTPS}",
            verify=ssl.create_default_context(cafile=str(ca)),
            headers={"Host": f"{NAME}:{_HTTPS}"},
            timeout=60,
            trust_env=False,
        )

    def answer(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Return the answer, whatever it is."""
        return self._http.request(method, path, extensions={"sni_hostname": NAME}, **more)

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """Return the answer. SystemExit where it is an error."""
        answer = self.answer(method, f"/api/v1/{path}", **more)
        if answer.is_error:
            raise SystemExit(f"FAILED: {method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json() if answer.content else None

    def sign_in(self, password: str) -> None:
        """Sign in as the first administrator, take a password of one's own, and go on with a key
        instead of the session.
        """
        told = {"name": "admin", "password": password}
        self._http.headers["Origin"] = f"https://{NAME}:{_HTTPS}"
        session = self.ask("POST", "session", json=told)
        self._http.headers[_CSRF] = session["csrf"]
        new = {"old": password, "new": "correct horse battery 演练"}
        session = self.ask("POST", "session/password", json=new)
        self._http.headers[_CSRF] = session["csrf"]
        made = self.ask("POST", "keys", json={"title": "演练"})
        del self._http.headers[_CSRF], self._http.headers["Origin"]
        self._http.cookies.clear()
        self._http.headers["Authorization"] = f"Bearer {made['key']}"

    def living(self) -> int:
        """Return how many workers have given a sign of life, by what the service says."""
        components = self.answer("GET", "/health/ready").json()["components"]
        return next((int(one["state"]) for one in components if one["name"] == "workers"), 0)

    def upload(self) -> str:
        """Hand in the sample with planted defects; return the run."""
        sent = (_SAMPLE / "submissions" / "violations.zip").read_bytes()
        told = {"filename": "violations.zip", "profile": "sichuan"}
        return str(self.ask("POST", "submissions", params=told, content=sent)["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        """Return a run as it is now."""
        found: dict[str, Any] = self.ask("GET", f"runs/{run_id}")
        return found

    def ended(self, run_id: str) -> dict[str, Any]:
        """Wait for the end of a run, and return it. SystemExit where it did not succeed."""
        wait(f"run {run_id}", lambda: self.run(run_id)["status"] in _END, 180)
        found = self.run(run_id)
        if found["status"] != "succeeded":
            raise SystemExit(f"FAILED: {found}")
        return found


def main(stage: Stage, binaries: Path) -> None:
    """Play it, a line for each thing shown."""
    hosts = [stage.host("a"), stage.host("b")]
    secret = stage.database(binaries, _DATABASE)
    common = {
        "GOUHOOK_DATA": str(stage.folder / "data"),
        "GOUHOOK_DATABASE_PASSWORD_FILE": str(secret),
        "GOUHOOK_REFERENCE": str(_SAMPLE / "reference"),
        "GOUHOOK_STALLED_SECONDS": str(_STALLED_S),
        "GOUHOOK_WORKERS": "1",
    }
    command = str(stage.gouhook)
    here = common | _database(hosts[0])
    stage.done(command, "database", "upgrade", told=here)
    password = _password(stage.done(command, "accounts", "init", told=here))
    serving = {
        "GOUHOOK_PORT": str(_SERVICE),
        "GOUHOOK_PUBLIC_URL": f"https://{NAME}:{_HTTPS}",
        "GOUHOOK_TRUSTED_PROXIES": "127.0.0.1",
    }
    stage.start("serve", command, "serve", told=here | serving)
    ca = stage.proxy(_HTTPS, f"127.0.0.1:{_SERVICE}")
    workers: dict[str, Host] = {}
    for host in hosts:
        told = common | _database(host)
        process = stage.start(f"worker-{host.name}", command, "worker", told=told, host=host)
        workers[str(process.pid)] = host
    wait("the service", lambda: "http://" in stage.said("serve"))
    client = Client(ca)
    client.sign_in(password)
    wait("both workers", lambda: client.living() == _WORKERS)
    print("1. Two workers in two namespaces, PostGIS with a password, a service with accounts.")

    first = [client.ended(run) for run in [client.upload() for _ in range(4)]]
    by = {_pid(stage, run["id"]) for run in first}
    _require(by == set(workers), f"both hosts did runs: {by} of {set(workers)}")
    print("2. Four uploads through the proxy, by TLS and API key; both hosts did some.")

    run_id = client.upload()
    wait("a run under way", lambda: client.run(run_id)["step"] is not None)
    lost = workers[_pid(stage, run_id)]
    lost.cut(off=True)
    begun = time.monotonic()
    ended = client.ended(run_id)
    _require(workers[_pid(stage, run_id)] is not lost, "the other host finished the run")
    _require(ended["attempt"] == 2, f"it was begun twice: {ended['attempt']}")
    results = {run["result_sha256"] for run in [*first, ended]}
    _require(len(results) == 1, f"one result: {results}")
    took = time.monotonic() - begun
    print(f"3. {lost.name} cut off in a run: the other ended it {took:.0f} s later, the same.")

    lost.cut(off=False)
    wait("both workers again", lambda: client.living() == _WORKERS, 120)
    again = [client.ended(run) for run in [client.upload() for _ in range(6)]]
    _require(len({_pid(stage, run["id"]) for run in again}) == _WORKERS, "both work again")
    _require(client.run(run_id) == ended, "what came back changed nothing")
    print("4. The host came back: both work, and the run of before is as it was.")


def _database(host: Host) -> dict[str, str]:
    return {"GOUHOOK_DATABASE": f"postgresql://gouhook@{host.gateway}:{_DATABASE}/gouhook"}


def _password(said: str) -> str:
    """Return the one-time password that `gouhook accounts init` has printed."""
    found = re.search("密码：([!-~]+)", said)
    if found is None:
        raise SystemExit(f"FAILED: no password in: {said}")
    return found[1]


def _pid(stage: Stage, run_id: str) -> str:
    """Return the process of the worker that has, or had, a run: its name is HOST:PID."""
    words = ("psql", "-h", str(stage.folder / "postgres"), "-p", str(_DATABASE), "-U", "postgres")
    asked = f"SELECT worker FROM gouhook_service.runs WHERE id = '{run_id}'"  # noqa: S608 - our id
    return stage.done(*words, "-qXAt", "-d", "gouhook", "-c", asked).strip().rpartition(":")[2]


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"FAILED: {what}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gouhook", type=Path, default=Path(sys.executable).parent / "gouhook")
    told = parser.parse_args()
    lacking, found = missing(), postgres()
    if lacking or found is None:
        print(f"This drill needs {', '.join(lacking)}; nothing was tried.", file=sys.stderr)
        sys.exit(_NOT_HERE)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # what was made ends too
    with Stage(told.gouhook.absolute()) as played:
        main(played, found)
    print("PASSED")
