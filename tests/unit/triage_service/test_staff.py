"""Who of the staff a token is, and in which role."""

import pytest
from pydantic import SecretStr, ValidationError

from dial2.staff import Staff, StaffSettings

STAFF = Staff(
    {"duty-lead": SecretStr("first-token-of-16"), "engineer": SecretStr("second-token-of-16")},
    {"duty-lead": "lead"},
)


@pytest.mark.parametrize(
    ("given", "who"), [("first-token-of-16", "duty-lead"), ("second-token-of-16", "engineer")]
)
def test_a_token_is_its_owners(given: str, who: str) -> None:
    assert STAFF.whose(given) == who


@pytest.mark.parametrize("given", ["", "first-token-of-1", "first-token-of-166", "FIRST-TOKEN-OF-16", "é"])
def test_anything_else_is_nobodys(given: str) -> None:
    assert STAFF.whose(given) is None


def test_whoever_has_no_role_is_an_agent() -> None:
    assert [STAFF.role_of(name) for name in ("duty-lead", "engineer")] == ["lead", "agent"]


def test_a_role_that_does_not_exist_is_refused_when_the_service_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAL2_STAFF_ROLES", '{"duty-lead": "king"}')
    with pytest.raises(ValidationError, match="'reader', 'agent' or 'lead'"):
        StaffSettings()


@pytest.mark.parametrize("token", ["", "guessable"])
def test_a_short_token_is_refused_when_the_service_starts(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("DIAL2_STAFF_TOKENS", f'{{"duty-lead": "{token}"}}')
    with pytest.raises(ValidationError, match="at least 16"):
        StaffSettings()
