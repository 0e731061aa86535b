from datetime import UTC, datetime

import pytest

from dial2.events.request import Contact, RequestReceived
from dial2.standing import author, doubt


def request(*, client: str | None = None, written_by: str | None = None, **verdicts: str) -> RequestReceived:
    return RequestReceived(
        request="r1",
        channel="email",
        received_at=datetime(2026, 3, 2, 14, 0, tzinfo=UTC),
        contact=Contact(email="dispatch@northgate.example"),
        author=written_by,
        client=client,
        verdicts=verdicts,
    )


@pytest.mark.parametrize("result", ["pass", "none", "temperror", "unknown"])
def test_nothing_is_held_against_who_did_not_fail(result: str) -> None:
    assert doubt(request(client="northgate", dmarc=result, policy="reject")) is None


@pytest.mark.parametrize("policy", ["reject", "quarantine"])
def test_who_fails_a_policy_that_asks_for_it_is_doubted(policy: str) -> None:
    assert doubt(request(dmarc="fail", policy=policy, by="mx.example.com")) == (
        f"DMARC of northgate.example: fail (policy {policy}), says mx.example.com"
    )


def test_whoever_fails_as_a_client_is_doubted_whatever_the_policy() -> None:
    assert doubt(request(dmarc="fail", policy="none")) is None
    assert doubt(request(client="northgate", dmarc="fail", policy="none")) is not None
    assert doubt(request(client="northgate", dmarc="permerror")) is not None


def test_a_caller_is_not_doubted() -> None:
    assert doubt(request(client="northgate")) is None


def test_from_speaks_for_a_mail_and_not_reply_to() -> None:
    assert author(request(written_by="other@elsewhere.example")) == "other@elsewhere.example"
    assert author(request()) == "dispatch@northgate.example"
