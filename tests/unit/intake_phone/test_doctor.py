from datetime import date

import pytest

from intake_phone.adapters.account import AccountState
from intake_phone.doctor import of_account, token_age

WELL = AccountState(status="active", trial=False, campaigns=["VERIFIED"], forbidden=[])
TODAY = date(2026, 12, 1)


def test_an_account_that_is_well_needs_nothing() -> None:
    assert list(of_account(WELL)) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (AccountState(status="suspended", trial=False, campaigns=["VERIFIED"], forbidden=[]), "it is suspended"),
        (AccountState(status="active", trial=True, campaigns=["VERIFIED"], forbidden=[]), "only verified numbers"),
        (AccountState(status="active", trial=False, campaigns=["FAILED"], forbidden=[]), "campaign is FAILED"),
        (AccountState(status="active", trial=False, campaigns=["VERIFIED"], forbidden=["FR"]), "not call FR"),
    ],
)
def test_what_keeps_the_account_from_calling_is_a_problem(state: AccountState, expected: str) -> None:
    [finding] = of_account(state)
    assert finding.weight == "problem"
    assert expected in finding.what


def test_without_a_registration_for_texts_there_is_advice() -> None:
    [finding] = of_account(AccountState(status="active", trial=False, campaigns=[], forbidden=[]))
    assert (finding.weight, "30034" in finding.what) == ("advice", True)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (None, ["it is unknown how old the auth token is"]),
        (date(2026, 6, 4), []),  # 180 days before
        (date(2026, 6, 3), ["the auth token is 181 days old"]),
    ],
)
def test_an_old_token_is_advised_to_be_replaced(since: date | None, expected: list[str]) -> None:
    assert [finding.what for finding in token_age(since, TODAY)] == expected
