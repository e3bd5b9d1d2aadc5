"""Which provider is believed: by its certificate, and as `gouhook doctor` sees it."""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gouhook_gis.domain.message import render
from gouhook_gis.service.accounts.attempt import Attempt
from gouhook_gis.service.api.oidc.provider import Provider
from gouhook_gis.service.doctor.looking import examine
from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said
from gouhook_gis.service.errors import BusyError
from gouhook_gis.service.settings import Settings
from tests.support.oidc import CLIENT, LocalProvider, provider
from tests.support.threads import apart


@pytest.fixture
def local() -> Iterator[LocalProvider]:
    """A provider."""
    with provider() as made:
        yield made


def test_the_doctor_looks_at_it(local: LocalProvider, tmp_path: Path) -> None:
    """And says what to do where it is away or another."""

    def said(**more: object) -> Said:
        settings = Settings(data=tmp_path, **more)
        ((name, (one,)),) = apart(lambda: [*examine(Place(settings), ["provider"])])
        assert name == "provider"
        return one

    assert said().text.id == "doctor.provider_none"
    assert said(**local.told()).text.id == "doctor.provider"
    local.fails_with = 500
    assert "HTTP 500" in render(said(**local.told()).text)
    local.fails_with, local.said = None, {"issuer": f"{local.url}/"}
    found = said(**local.told())
    assert found.todo is not None
    assert found.text.id == "doctor.provider_unfit"
    assert f"{local.url}/.well-known/openid-configuration" in render(found.todo)


def test_an_authority_of_the_intranet(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Counts where it is named, and no other does then; without, the log says what is wrong."""
    key, certificate = tmp_path / "key.pem", tmp_path / "authority.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=id -addext"
    made = [*words.split(), "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run(["openssl", *made], check=True, capture_output=True)
    with over_tls(key, certificate) as url:

        def address(**more: object) -> str:
            told = {"oidc_issuer": url, "oidc_client_id": CLIENT, "data": tmp_path, **more}
            asked = Provider(Settings(**told)).address(Attempt.begin(), "back")
            return apart(lambda: asyncio.run(asked))

        assert address(oidc_ca_file=certificate).startswith(f"{url}/authorize?response_type=code")
        with pytest.raises(BusyError):
            address()
    assert "CERTIFICATE_VERIFY_FAILED" in caplog.text


@contextmanager
def over_tls(key: Path, certificate: Path) -> Iterator[str]:
    """Give the address of what says of itself that it is a provider."""

    class Said(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = f"https://127.0.0.1:{self.server.server_address[1]}"
            places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            said = {"issuer": url, "keys": [], **dict.fromkeys(places, f"{url}/authorize")}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Said) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
