"""Passwords, tokens, locking, rates and roles: pure functions, with clocks that stand still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service.accounts import passwords, tokens
from gouhook_gis.service.accounts.lockout import Strangers, pause
from gouhook_gis.service.accounts.models import (
    Account,
    ApiKey,
    NewAccount,
    SignedIn,
    canonical_name,
)
from gouhook_gis.service.accounts.rates import Held, Rate
from gouhook_gis.service.accounts.roles import Right, Role, Via
from gouhook_gis.service.errors import TooManyError

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def account(role: Role, *counties: str, **more: object) -> Account:
    told = {"id": "1", "name": "a", "title": "a", "role": role, "counties": counties}
    return Account.model_validate({**told, "created": NOW, **more})


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("ab3!kq9z_m2", "password_short"),  # 11
        ("ab3!kq9z_m2x", None),  # 12
        ("三块石头与一条小河流过", "password_short"),  # 11
        ("三块石头与一条小河流过去", None),
        ("my ZHANG-san horse", "password_name"),
        ("aaaabbbbccccdddd", "password_trivial"),  # 4 different signs
        ("123456789012", "password_trivial"),
        ("qwertyuiop[]", "password_trivial"),
        ("zyxwvutsrqpo", "password_trivial"),
        ("Password2026!", "password_trivial"),
        ("gouhook@123456", "password_trivial"),
        ("!!admin!!admin!!", "password_trivial"),
        ("three stones, one river", None),
    ],
)
def test_which_passwords_will_do(password: str, refused: str | None) -> None:
    if refused is None:
        passwords.require_sound(password, "Zhang-San")
        return
    with pytest.raises(UsageError) as error:
        passwords.require_sound(password, "Zhang-San")
    assert error.value.message.id == f"service.{refused}"


def test_a_password_is_kept_as_argon2id_with_64_mib_and_3_passes() -> None:
    kept = passwords.hashed("three stones, one river")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.fits("three stones, one river", kept)
    assert not passwords.fits("three stones, one river ", kept)
    assert not passwords.fits("three stones, one river", None)
    assert not passwords.fits("", None)
    assert not passwords.outdated(kept)
    assert passwords.outdated(kept.replace("m=65536", "m=32768"))
    assert passwords.hashed("x") != passwords.hashed("x")  # by salt
    assert passwords.fits("\ud800", passwords.hashed("\ud800"))
    assert passwords.fits("e\u0301", passwords.hashed("é"))  # as another keyboard makes it


def test_passwords_of_ours_are_long_and_never_the_same() -> None:
    made = [passwords.made() for _ in range(100)]
    assert len(set(made)) == 100
    assert all([len(part) for part in one.split("-")] == [4] * 5 for one in made)
    for one in made:
        passwords.require_sound(one, "admin")


def test_a_key_is_read_as_it_was_written_and_nothing_else_is_one() -> None:
    key = tokens.Key("0" * 32, tokens.new_secret())
    text = tokens.written(key)
    assert tokens.read(text) == key
    for wrong in (text[:-1], text + "0", text.upper(), text + "\n", "", f" {text}", "é" * 105):
        assert tokens.read(wrong) is None


def test_the_mark_of_a_session_follows_from_its_token_alone() -> None:
    one, other = tokens.new_token(), tokens.new_token()
    assert len(one) == 43  # 32 bytes
    assert tokens.csrf_of(one) == tokens.csrf_of(one) != tokens.csrf_of(other)
    assert tokens.csrf_of(one) not in (one, tokens.sha256(one))
    assert tokens.same(one, one)
    assert not tokens.same(one, other)
    assert not tokens.same("é\ud800", one)


def test_the_fifth_failure_locks_for_a_minute_and_each_more_doubles_it_to_an_hour() -> None:
    minutes = [pause(failures).total_seconds() / 60 for failures in range(14)]
    assert minutes == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert pause(10_000) == timedelta(hours=1)


def test_names_that_nobody_has_are_locked_as_others() -> None:
    strangers = Strangers()
    for _ in range(4):
        strangers.failed("x", NOW)
    assert strangers.locked_until("x") == (4, NOW)
    strangers.failed("x", NOW)
    assert strangers.locked_until("x") == (5, NOW + timedelta(minutes=1))
    assert strangers.locked_until("y") == (0, None)


def test_so_many_in_any_minute() -> None:
    now = 1000.0
    rate = Rate(3, lambda: now)
    assert [rate.take("a") for _ in range(4)] == [0.0, 0.0, 0.0, 60.0]
    assert rate.take("b") == 0.0  # another's are its own
    now = 1030.0
    assert rate.take("a") == 30.0
    now = 1059.5
    assert rate.take("a") == 0.5
    now = 1060.0
    assert [rate.take("a") for _ in range(4)] == [0.0, 0.0, 0.0, 60.0]


def test_those_who_are_silent_are_forgotten() -> None:
    now = 0.0
    rate = Rate(1, lambda: now)
    for name in range(1000):
        rate.take(str(name))
    now = 60.0
    assert rate.take("a") == 0.0
    assert len(rate._taken) == 1


def test_two_at_a_time() -> None:
    held, many = Held(2), TooManyError("service.many_contents", limit=2)
    with held.one("a", many), held.one("a", many):
        with pytest.raises(TooManyError), held.one("a", many):
            pass
        with held.one("b", many), held.one(None, many), held.one(None, many), held.one(None, many):
            pass
    with held.one("a", many):
        pass


def test_what_each_role_may() -> None:
    everything = set(Right)
    assert account(Role.ADMIN).caller(Via.SESSION).rights == everything
    assert account(Role.ADMIN).caller(Via.KEY).rights == everything - {Right.ACCOUNTS}
    assert account(Role.DESK).caller(Via.KEY).rights == {
        Right.READ,
        Right.SUBMIT,
        Right.WAIVE,
        Right.LAYERS,
    }
    assert Right.LAYERS not in account(Role.DESK, "51").caller(Via.SESSION).rights
    assert account(Role.AUDITOR).caller(Via.KEY).rights == {Right.READ, Right.AUDIT}
    assert account(Role.SURVEYOR, "510181").caller(Via.KEY).rights == {Right.READ, Right.SUBMIT}


def test_whose_counties() -> None:
    assert account(Role.SURVEYOR).caller(Via.KEY).counties == ()  # none
    assert account(Role.SURVEYOR, "510181").caller(Via.KEY).counties == ("510181",)
    assert account(Role.DESK).caller(Via.KEY).counties is None  # all
    assert account(Role.DESK, "5101").caller(Via.KEY).counties == ("5101",)
    for role in (Role.AUDITOR, Role.ADMIN):
        with pytest.raises(ValidationError):
            NewAccount(name="ab", role=role, counties=("51",))


def test_names_that_look_alike_are_one() -> None:
    assert NewAccount(name=" Ｚhang.San ").name == "zhang.san"
    assert canonical_name("张三") == "张三"
    for wrong in ("a", "a" * 65, "a b", "a/b", "-ab", "local", "Worker", "", "a\nb", "ab\n;"):
        with pytest.raises(ValidationError):
            NewAccount(name=wrong)
    assert NewAccount(name="a" * 64).name == "a" * 64


def test_how_long_a_session_and_a_key_last() -> None:
    idle, whole = timedelta(minutes=60), timedelta(hours=12)
    begun, used = NOW - timedelta(hours=1), NOW
    signed = SignedIn(account=account(Role.DESK), address="", begun=begun, used=used)
    just = timedelta(microseconds=1)
    assert signed.lasts(NOW + idle - just, idle, whole)
    assert not signed.lasts(NOW + idle, idle, whole)
    assert signed.lasts(begun + whole - just, timedelta(days=9), whole)
    assert not signed.lasts(begun + whole, timedelta(days=9), whole)
    key = ApiKey(id="1", title="", created=NOW, expires=NOW + idle)
    assert key.lasts(NOW + idle - just)
    assert not key.lasts(NOW + idle)
    assert not key.model_copy(update={"revoked": NOW}).lasts(NOW)
    assert ApiKey(id="1", title="", created=NOW).lasts(NOW + timedelta(days=9999))
