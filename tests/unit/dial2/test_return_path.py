from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.return_path import mail_of, return_path

SECRET = "s" * 32
SUPPORT = "support@example.com"
MAIL = UUID("0190a1b2-0000-7000-8000-000000000001")


@given(st.uuids())
def test_a_return_path_leads_back_to_its_mail(mail: UUID) -> None:
    address = return_path(SECRET, mail, SUPPORT)
    assert mail_of(SECRET, address) == mail
    assert mail_of(SECRET, address.upper()) == mail


@given(st.text(max_size=70))
def test_nobody_makes_one_up(tag: str) -> None:
    assert mail_of(SECRET, f"support+b{tag}@example.com") is None


@pytest.mark.parametrize("address", ["", "support@example.com", "support+1042.aaaa@example.com", "postmaster"])
def test_other_addresses_are_none(address: str) -> None:
    assert mail_of(SECRET, address) is None


def test_another_secret_signs_otherwise() -> None:
    assert mail_of("t" * 32, return_path(SECRET, MAIL, SUPPORT)) is None


def test_a_changed_letter_is_noticed() -> None:
    address = return_path(SECRET, MAIL, SUPPORT)
    for place in range(len("support+b"), address.index("@")):
        other = "a" if address[place] != "a" else "c"
        assert mail_of(SECRET, address[:place] + other + address[place + 1 :]) is None


def test_it_fits_into_a_local_part_or_is_the_address_itself() -> None:
    local = return_path(SECRET, MAIL, SUPPORT).partition("@")[0]
    assert len(local) == len("support+b") + 40
    long = "customer-support-of-the-team@example.com"
    assert return_path(SECRET, MAIL, long) == long
