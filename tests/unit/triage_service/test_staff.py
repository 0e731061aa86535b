"""Who of the staff a token is."""

import pytest
from pydantic import SecretStr, ValidationError

from triage.api.staff import staff_of
from triage.settings import Settings

TOKENS = {"duty-lead": SecretStr("first-token-of-16"), "engineer": SecretStr("second-token-of-16")}


@pytest.mark.parametrize(
    ("given", "who"), [("first-token-of-16", "duty-lead"), ("second-token-of-16", "engineer")]
)
def test_a_token_is_its_owners(given: str, who: str) -> None:
    assert staff_of(TOKENS, given) == who


@pytest.mark.parametrize("given", ["", "first-token-of-1", "first-token-of-166", "FIRST-TOKEN-OF-16", "é"])
def test_anything_else_is_nobodys(given: str) -> None:
    assert staff_of(TOKENS, given) is None


@pytest.mark.parametrize("token", ["", "guessable"])
def test_a_short_token_is_refused_when_the_service_starts(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("DIAL2_STAFF_TOKENS", f'{{"duty-lead": "{token}"}}')
    with pytest.raises(ValidationError, match="at least 16"):
        Settings()
