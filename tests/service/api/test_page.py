"""The page as it is given out: what is cached, what is refused, under which policy."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from gouhook_gis.service.api.page import policy
from gouhook_gis.service.base_layers import BaseLayer
from gouhook_gis.service.settings import Settings
from tests.service.api.serving import Asked, in_thread

SCRIPT = b"console.log('page')"
HTML = {"Accept": "text/html,application/xhtml+xml"}
TIANDITU = BaseLayer(
    title="天地图影像",
    kind="xyz",
    url="https://t{0-2}.tianditu.gov.cn/img_c/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=key",
    epsg=4490,
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built page of three files, one of them compressed too; a secret lies beside it."""
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<!doctype html><title>页</title>", "utf-8")
    (page / "assets" / "a-1.js").write_bytes(SCRIPT)
    (page / "assets" / "a-1.js.gz").write_bytes(gzip.compress(SCRIPT))
    (page / "assets" / "plain-2.css").write_text("a{}")
    (page / "assets" / "odd.exe").write_text("x")
    (tmp_path / "secret.js").write_text("secret")
    return page


@pytest.fixture
def served(tmp_path: Path, built: Path) -> Iterator[Asked]:
    """The service with that page."""
    with in_thread(Settings(data=tmp_path / "data", page=built)) as asked:
        yield asked


@pytest.mark.parametrize("path", ["/", "/runs/0123", "/rules/ZJ-A01", "/apiary", "/no/such/place"])
def test_each_address_of_the_page_is_the_page(served: Asked, path: str) -> None:
    """Its router knows which view is meant; it is asked for anew each time, and not sent anew."""
    given = served.http.get(path, headers=HTML)
    assert given.status_code == 200
    assert given.text == "<!doctype html><title>页</title>"
    assert given.headers["Content-Type"] == "text/html; charset=utf-8"
    assert given.headers["Cache-Control"] == "no-cache"
    assert "default-src 'self';" in given.headers["Content-Security-Policy"]
    assert "unsafe" not in given.headers["Content-Security-Policy"]
    again = served.http.get(path, headers={**HTML, "If-None-Match": given.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Content-Security-Policy" in again.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/health/nothing", 404),
        ("GET", "/assets/none.js", 404),
        ("GET", "/assets/odd.exe", 404),
        ("GET", "/assets/%2e%2e/%2e%2e/secret.js", 404),
        ("GET", "/assets/..%2f..%2fsecret.js", 404),
        ("GET", "/THIRD_PARTY_LICENSES.md", 404),
        ("POST", "/runs/0123", 405),
    ],
)
def test_what_is_no_address_of_the_page_is_a_problem(
    served: Asked, method: str, path: str, status: int
) -> None:
    """Also for a browser that would take HTML."""
    given = served.http.request(method, f"{served.url}{path}", headers=HTML)
    assert given.status_code == status
    assert given.headers["Content-Type"] == "application/problem+json"


def test_no_path_leads_out_of_the_page(served: Asked) -> None:
    """Asked as no browser would: with the dots in it."""
    host, _, port = served.url.removeprefix("http://").partition(":")
    asked = HTTPConnection(host, int(port))
    asked.request("GET", "/assets/../../secret.js")
    assert asked.getresponse().status == 404
    asked.close()


def test_a_program_is_not_given_a_page(served: Asked) -> None:
    """What asks for JSON learns that there is nothing; the root is for everybody."""
    assert served.http.get("/runs/0123", headers={"Accept": "*/*"}).status_code == 404
    assert served.http.get("/", headers={"Accept": "*/*"}).status_code == 200
    head = served.http.head("/", headers=HTML)
    assert (head.status_code, head.content) == (200, b"")


def test_a_script_comes_compressed_and_stays(served: Asked) -> None:
    """Where the browser takes gzip and the build made it."""
    given = served.http.get("/assets/a-1.js", headers={"Accept-Encoding": "gzip, br"})
    assert given.headers["Content-Encoding"] == "gzip"
    assert given.content == SCRIPT
    assert given.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert given.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert given.headers["Vary"] == "Accept-Encoding"
    plain = served.http.get("/assets/a-1.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == SCRIPT
    assert plain.headers["ETag"] != given.headers["ETag"]
    assert served.http.get("/assets/plain-2.css").text == "a{}"


def test_without_a_page_it_is_said_how_to_have_one(tmp_path: Path) -> None:
    """In Chinese and English; the API goes on."""
    with in_thread(Settings(data=tmp_path / "data", page=tmp_path / "none")) as asked:
        given = asked.http.get("/", headers=HTML)
        assert given.status_code == 503
        assert "网页还没有生成" in given.text
        assert "make page" in given.text
        assert asked.http.get("/api/v1/service").status_code == 200


def test_the_hosts_of_background_maps_may_be_asked(tmp_path: Path, built: Path) -> None:
    """Each by its name, for pictures and capabilities, and for nothing else."""
    settings = Settings(data=tmp_path / "data", page=built, base_layers=(TIANDITU,))
    with in_thread(settings) as asked:
        given = asked.http.get("/", headers=HTML)
        told = asked.http.get("/api/v1/service").json()
    hosts = " ".join(f"https://t{number}.tianditu.gov.cn" for number in range(3))
    rules = dict(rule.partition(" ")[::2] for rule in policy((TIANDITU,)).split("; "))
    assert given.headers["Content-Security-Policy"] == policy((TIANDITU,))
    assert rules["img-src"] == f"'self' data: blob: {hosts}"
    assert rules["connect-src"] == f"'self' {hosts}"
    assert rules["default-src"] == "'self'"
    assert given.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert told["base_layers"] == [TIANDITU.model_dump()]
    assert (told["accounts"], told["caller"]) == (False, "local")


def test_the_report_keeps_its_own_policy(served: Asked) -> None:
    """What else is answered may load nothing at all."""
    given = served.http.get("/health")
    assert given.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
