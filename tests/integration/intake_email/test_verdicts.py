"""What is known of a mail's origin goes with its request, and never keeps it back."""

import pytest

from dial2.events.request import RequestReceived
from dial2.standing import author, doubt
from intake_email.authentication.authenticator import NOT_UNDERSTOOD, Authenticator
from tests.integration.intake_email.site import Site, letter

FAILED = b"Authentication-Results: mx.example.com; spf=fail; dkim=none; dmarc=fail (p=reject)\r\n"


async def test_what_our_relay_found_out_goes_with_the_request(site: Site) -> None:
    await site.send(FAILED + letter())
    (request,) = await site.read(RequestReceived)
    assert request.verdicts == {
        "spf": "fail",
        "dkim": "none",
        "dmarc": "fail",
        "arc": "none",
        "by": "mx.example.com",
        "policy": "reject",
    }
    assert doubt(request) == "DMARC of northgate.example: fail (policy reject), says mx.example.com"


async def test_without_dns_a_mail_is_taken_and_nothing_is_held_against_it(site: Site) -> None:
    await site.send(letter())
    (request,) = await site.read(RequestReceived)
    assert request.verdicts["dmarc"] == "temperror"
    assert doubt(request) is None


async def test_reply_to_is_answered_and_from_is_who_it_is_from(site: Site) -> None:
    raw = letter().replace(
        b"From: dispatch@", b"Reply-To: dispatch@northgate.example\nFrom: other@elsewhere.example\nX-Was: "
    )
    await site.send(raw)
    (request,) = await site.read(RequestReceived)
    assert request.contact.email == "dispatch@northgate.example"
    assert author(request) == "other@elsewhere.example"


async def test_a_mail_whose_origin_cannot_be_understood_is_taken_all_the_same(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> dict[str, str]:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(Authenticator, "verdicts", fails)
    await site.send(letter())
    (request,) = await site.read(RequestReceived)
    assert request.verdicts == NOT_UNDERSTOOD
