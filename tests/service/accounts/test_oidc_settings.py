"""What is told of a provider: whole, or refused with what is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import render
from gouhook_gis.service.accounts.oidc import person
from gouhook_gis.service.accounts.oidc_settings import OidcSettings
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.settings import settings_from

ISSUER = "https://id.example.gov.cn"


@pytest.mark.parametrize(
    ("environment", "part"),
    [
        ({"CLIENT_ID": "g"}, "GOUHOOK_OIDC_ISSUER"),
        ({"ISSUER": ISSUER}, "GOUHOOK_OIDC_CLIENT_ID"),
        ({"ISSUER": "http://id.example.gov.cn", "CLIENT_ID": "g"}, "https"),
        ({"ISSUER": f"{ISSUER}?a=b", "CLIENT_ID": "g"}, "https"),
        ({"ISSUER": "https://me@id.example", "CLIENT_ID": "g"}, "https"),
        (
            {
                "ISSUER": ISSUER,
                "CLIENT_ID": "g",
                "CLIENT_SECRET": "hidden",
                "CLIENT_SECRET_FILE": "f",
            },
            "只能设定一个",
        ),
        ({"ISSUER": ISSUER, "CLIENT_ID": "g", "ROLE_CLAIM": "r"}, "一同设定"),
        ({"ISSUER": ISSUER, "CLIENT_ID": "g", "ROLES": '{"a": "desk"}'}, "一同设定"),
        ({"ISSUER": ISSUER, "CLIENT_ID": "g", "ROLES": '{"a": "boss"}'}, "desk"),
        ({"ISSUER": ISSUER, "CLIENT_ID": "g", "ROLES": "desk"}, "JSON"),
        ({"ISSUER": ISSUER, "CLIENT_ID": "g", "COUNTIES": '{"a": "51"}'}, "COUNTIES_CLAIM"),
        ({"ISSUER": ISSUER, "CLIENT_ID": "g", "PROVISION": "true"}, "GOUHOOK_OIDC_ROLES"),
        ({"ISSUER": ISSUER, "CLIENT_ID": "g", "SCOPE": "profile"}, "GOUHOOK_OIDC_SCOPE"),
    ],
)
def test_half_a_configuration_is_refused(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], part: str
) -> None:
    """With what is missing, and never with the secret."""
    for name, value in environment.items():
        monkeypatch.setenv(f"GOUHOOK_OIDC_{name}", value)
    with pytest.raises(UsageError) as error:
        settings_from()
    said = render(error.value.message)
    assert part in said
    assert "hidden" not in said


def test_settings_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Mappings are JSON; a child process is not told the secret."""
    words = {
        "ISSUER": ISSUER,
        "CLIENT_ID": "gouhook",
        "CLIENT_SECRET": "hidden",
        "ROLE_CLAIM": "groups",
        "ROLES": '{"b": "desk", "a": "surveyor"}',
        "COUNTIES_CLAIM": "org",
        "COUNTIES": '{"都江堰": "510181"}',
    }
    for name, value in words.items():
        monkeypatch.setenv(f"GOUHOOK_OIDC_{name}", value)
    settings = settings_from(data=tmp_path)
    assert list(settings.oidc_roles.items()) == [("b", Role.DESK), ("a", Role.SURVEYOR)]
    assert settings.sign_in_with == "id.example.gov.cn"
    assert "hidden" not in repr(settings)
    assert "hidden" not in str(settings.as_told())
    said = {"iss": ISSUER, "sub": "u1", "groups": ["a", "b"], "org": ["都江堰", "食堂"]}
    one = person(said, settings)
    assert (one.role, one.counties) == (Role.DESK, ("510181",))


def test_the_manual_names_every_setting() -> None:
    """And those there are."""
    manual = (Path(__file__).parents[3] / "docs" / "accounts.md").read_text("utf-8")
    table = manual[manual.index("| setting `GOUHOOK_OIDC_…` |") :].partition("\n\n")[0]
    first = " ".join(line.split("|")[1] for line in table.splitlines()[2:])
    named = {f"oidc_{name.lower()}" for name in re.findall(r"`([A-Z_]+)`", first)}
    assert named == set(OidcSettings.model_fields)
