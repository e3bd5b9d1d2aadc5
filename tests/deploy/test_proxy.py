"""The proxy's configuration in a real nginx, before a server that tells what it was sent."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from scripts.drills.stage import NAME, Stage, nginx, wait

pytestmark = [
    pytest.mark.skipif(nginx() is None, reason="no nginx here"),
    # Asking for what must be refused is the test.
    pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning"),
]
_GO_ON = threading.Event()


class Upstream(BaseHTTPRequestHandler):
    """Tells what came; an event stream goes on only when its first event has been seen."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path.endswith("/events"):
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"data: one\n\n")
            assert _GO_ON.wait(20)
            self.wfile.write(b"data: two\n\n")
            return
        told = {name.lower(): value for name, value in self.headers.items()}
        self._answer(json.dumps(told).encode())

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        sent = self.rfile.read(length)
        self.send_response(200)
        self._answer(str(len(sent)).encode())

    def log_message(self, *said: object) -> None:
        """Say nothing."""

    def _answer(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Proxy:
    """A proxy and how it is asked: by its name, trusting its CA alone."""

    def __init__(self, port: int, ca: Path, upstream: ThreadingHTTPServer) -> None:
        self.port, self.ca, self.upstream = port, ca, upstream
        self.http = httpx.Client(
            base_url=f"https://127.0.0.1:{port}",
            verify=ssl.create_default_context(cafile=str(ca)),
            headers={"Host": NAME},
            trust_env=False,
        )

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        return self.http.request(method, path, extensions={"sni_hostname": NAME}, **more)  # type: ignore[arg-type]  # as httpx takes them

    def shakes_hands(self, name: str | None, version: ssl.TLSVersion) -> bool:
        context = ssl.create_default_context(cafile=str(self.ca))
        context.check_hostname = False
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")
        with socket.create_connection(("127.0.0.1", self.port)) as plain:
            try:
                context.wrap_socket(plain, server_hostname=name).close()
            except ssl.SSLError:
                return False
        return True


def free() -> int:
    """Return a port that is free, and the one after it too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    port = free()
    with Stage(Path("gouhook")) as stage:
        ca = stage.proxy(port, f"127.0.0.1:{upstream.server_address[1]}")
        wait("nginx", lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0)
        yield Proxy(port, ca, upstream)
    upstream.shutdown()
    upstream.server_close()


def test_the_service_hears_who_asks_and_under_which_name(proxy: Proxy) -> None:
    """The address is the one that was seen, whatever the client tells."""
    lies = {"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1", "X-Forwarded-Proto": "http"}
    told = proxy.ask("GET", "/api/v1/service", headers=lies).json()
    assert told["x-forwarded-for"] == "127.0.0.1"
    assert told["x-forwarded-proto"] == "https"
    assert told["host"] == NAME
    assert "forwarded" not in told
    assert "connection" not in told


def test_http_leads_to_https(proxy: Proxy) -> None:
    """Under our name, whichever was asked for."""
    plain = f"http://127.0.0.1:{proxy.port + 1}/runs?a=1"
    answer = httpx.get(plain, headers={"Host": "evil.example"}, trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{NAME}/runs?a=1")
    healthy = httpx.get(f"http://127.0.0.1:{proxy.port + 1}/proxy-health", trust_env=False)
    assert healthy.text == "ok\n"


def test_the_browser_is_told_to_stay_with_https(proxy: Proxy) -> None:
    answer = proxy.ask("GET", "/")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["server"] == "nginx"


def test_what_is_too_old_or_meant_for_another_gets_no_answer(proxy: Proxy) -> None:
    """The edge on both sides: 1.2 does, 1.1 does not."""
    assert proxy.shakes_hands(NAME, ssl.TLSVersion.TLSv1_3)
    assert proxy.shakes_hands(NAME, ssl.TLSVersion.TLSv1_2)
    assert not proxy.shakes_hands(NAME, ssl.TLSVersion.TLSv1_1)
    assert not proxy.shakes_hands("other.example", ssl.TLSVersion.TLSv1_3)
    assert not proxy.shakes_hands(None, ssl.TLSVersion.TLSv1_3)


def test_an_event_arrives_when_it_happens(proxy: Proxy) -> None:
    """The second is sent only after the first was read."""
    _GO_ON.clear()
    told = {"sni_hostname": NAME}
    with proxy.http.stream("GET", "/api/v1/runs/a/events", extensions=told) as answer:
        lines = answer.iter_lines()
        assert next(lines) == "data: one"
        _GO_ON.set()
        assert [line for line in lines if line] == ["data: two"]


def test_an_upload_of_any_size_goes_through(proxy: Proxy) -> None:
    """Its size is the service's business: nginx itself would stop at one megabyte."""
    size = 9 * 1024 * 1024
    assert proxy.ask("POST", "/api/v1/submissions", content=b"0" * size).text == str(size)


def test_a_service_that_is_away_is_told_in_chinese() -> None:
    """With a time after which to try again."""
    port = free()
    with Stage(Path("gouhook")) as stage:
        ca = stage.proxy(port, "127.0.0.1:1")
        wait("nginx", lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0)
        with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as unused:
            answer = Proxy(port, ca, unused).ask("GET", "/")
    assert answer.status_code == 503
    assert "请稍后刷新本页" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["retry-after"] == "15"
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_the_log_has_no_query(proxy: Proxy) -> None:
    """It names projects, and a sign-in passes its code there."""
    proxy.ask("GET", "/api/v1/session/oidc/back?code=secret")
    log = proxy.ca.parent / "access.log"
    wait("its line", lambda: '"GET /api/v1/session/oidc/back" 200' in log.read_text("utf-8"))
    assert "secret" not in log.read_text("utf-8")


def test_nginx_finds_nothing_wrong(proxy: Proxy) -> None:
    folder = proxy.ca.parent
    command = [nginx() or "nginx", "-t", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    said = subprocess.run(command, capture_output=True, text=True).stderr
    assert "syntax is ok" in said
    assert "[emerg]" not in said
