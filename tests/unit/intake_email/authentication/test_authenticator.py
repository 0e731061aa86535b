import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.dkim import Signer
from intake_email.authentication.authenticator import Authenticator
from intake_email.authentication.resolver import Kind, Resolver
from tests.unit.dial2.dkim.keys import ED25519, ED25519_RECORD, RSA, RSA_RECORD
from tests.unit.intake_email.authentication.zone import SILENT, Zone

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
ZONE = {
    "northgate.example TXT": ["v=spf1 ip4:192.0.2.0/24 -all"],
    "s1._domainkey.northgate.example TXT": [RSA_RECORD],
    "s2._domainkey.northgate.example TXT": [ED25519_RECORD],
    "_dmarc.northgate.example TXT": ["v=DMARC1; p=reject"],
    "_dmarc.slow.example TXT": [SILENT],
}
MAIL = b"From: dispatch@northgate.example\r\nTo: support@example.com\r\nSubject: No access\r\n\r\nHelp.\r\n"
OUTSIDE = "smtp 192.0.2.7 plain mail.northgate.example"
STRANGER = "smtp 203.0.113.9 plain elsewhere.example"
RELAY = "smtp 10.0.0.5 TLSv1.3 relay.example.net"
RECEIVED = b"Received: from mail.northgate.example (unknown [192.0.2.7]) by relay.example.net; Mon\r\n"


async def verdicts(
    raw: bytes,
    via: str,
    *,
    author: str = "dispatch@northgate.example",
    sender: str = "dispatch@northgate.example",
    resolver: Resolver | None = None,
    trusted: Sequence[str] = ("relay.example.net",),
    seconds: float = 5.0,
) -> dict[str, str]:
    authenticator = Authenticator(
        resolver or Zone(ZONE), relays=[ip_network("10.0.0.0/8")], trusted=trusted, seconds=seconds
    )
    return await authenticator.verdicts(raw, author=author, sender=sender, via=via, received_at=NOW)


def signed(selector: str = "s1") -> bytes:
    return Signer(RSA if selector == "s1" else ED25519, selector=selector, domain="northgate.example").sign(
        MAIL, NOW
    )


async def test_a_mail_from_its_domains_own_server_passes() -> None:
    assert await verdicts(MAIL, OUTSIDE) == {
        "spf": "pass",
        "dkim": "none",
        "dmarc": "pass",
        "arc": "none",
        "by": "dial2",
        "policy": "reject",
    }


@pytest.mark.parametrize("selector", ["s1", "s2"])
async def test_a_signed_mail_passes_from_anywhere(selector: str) -> None:
    found = await verdicts(signed(selector), STRANGER)
    assert (found["spf"], found["dkim"], found["dmarc"]) == ("fail", "pass", "pass")


async def test_a_stranger_in_a_clients_name_fails() -> None:
    found = await verdicts(MAIL, STRANGER)
    assert (found["spf"], found["dkim"], found["dmarc"], found["policy"]) == ("fail", "none", "fail", "reject")


async def test_a_strangers_own_good_papers_do_not_speak_for_another() -> None:
    zone = Zone(ZONE | {"attacker.example TXT": ["v=spf1 +all"]})
    found = await verdicts(MAIL, STRANGER, sender="x@attacker.example", resolver=zone)
    assert (found["spf"], found["dmarc"]) == ("pass", "fail")


async def test_two_authors_fail() -> None:
    assert (await verdicts(b"From: x@attacker.example\r\n" + MAIL, OUTSIDE))["dmarc"] == "fail"


async def test_a_relay_of_ours_is_seen_through() -> None:
    assert (await verdicts(RECEIVED + MAIL, RELAY))["spf"] == "pass"
    inner = b"Received: from relay.example.net (relay [10.0.0.9]) by hub.example.net\r\n"
    assert (await verdicts(inner + RECEIVED + MAIL, RELAY))["spf"] == "pass"


async def test_a_received_field_counts_for_nothing_from_a_stranger() -> None:
    assert (await verdicts(RECEIVED + MAIL, STRANGER))["spf"] == "fail"


async def test_a_mail_of_unknown_way_is_not_condemned() -> None:
    found = await verdicts(MAIL, "imap support")
    assert (found["spf"], found["dmarc"]) == ("unknown", "unknown")
    assert (await verdicts(signed(), "imap support"))["dmarc"] == "pass"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "172.18.0.1", "fd00::5"])
async def test_a_peer_inside_our_own_walls_says_nothing_of_the_sender(address: str) -> None:
    """A mail server beside us, or the gateway of a container."""
    found = await verdicts(MAIL, f"smtp {address} plain mail")
    assert (found["spf"], found["dmarc"]) == ("unknown", "unknown")


async def test_a_mail_server_beside_us_is_seen_through() -> None:
    assert (await verdicts(RECEIVED + MAIL, "lmtp 127.0.0.1 plain localhost"))["spf"] == "pass"


async def test_only_relays_that_were_named_speak_for_a_mail() -> None:
    said = b"Authentication-Results: relay.example.net; dmarc=pass\r\n"
    assert (await verdicts(said + MAIL, "smtp 172.18.0.1 plain mail"))["by"] == "dial2"


async def test_a_trusted_relay_is_believed() -> None:
    said = (
        b"Authentication-Results: relay.example.net 1;\r\n"
        b" spf=fail (not; allowed) smtp.mailfrom=northgate.example;\r\n"
        b" dkim=fail header.d=northgate.example; dmarc=fail (p=QUARANTINE; sp=none)\r\n"
    )
    assert await verdicts(said + RECEIVED + MAIL, RELAY) == {
        "spf": "fail",
        "dkim": "fail",
        "dmarc": "fail",
        "arc": "none",
        "by": "relay.example.net",
        "policy": "quarantine",
    }


async def test_a_relay_that_says_nothing_of_dmarc_leaves_it_to_us() -> None:
    said = b"Authentication-Results: relay.example.net; dkim=pass header.d=northgate.example\r\n"
    found = await verdicts(said + RECEIVED + MAIL, RELAY)
    assert (found["dkim"], found["dmarc"], found["by"]) == ("pass", "pass", "relay.example.net")


@pytest.mark.parametrize("via", [STRANGER, OUTSIDE])
async def test_who_is_no_relay_of_ours_cannot_speak_for_one(via: str) -> None:
    forged = b"Authentication-Results: relay.example.net; dmarc=pass; spf=pass smtp.mailfrom=northgate.example\r\n"
    assert (await verdicts(forged + MAIL, via))["by"] == "dial2"


async def test_what_stood_in_the_mail_before_it_reached_our_relay_is_not_believed() -> None:
    forged = b"Authentication-Results: relay.example.net; dmarc=pass\r\n"
    sent_on = b"Received: from home (home [203.0.113.9]) by elsewhere.example\r\n"
    received = RECEIVED.replace(b"192.0.2.7", b"203.0.113.9")
    assert (await verdicts(received + sent_on + forged + MAIL, RELAY))["dmarc"] == "fail"


async def test_the_relays_own_word_stands_above_a_forged_one() -> None:
    own = b"Authentication-Results: relay.example.net; dmarc=fail (p=reject)\r\n"
    forged = b"Authentication-Results: relay.example.net; dmarc=pass\r\n"
    assert (await verdicts(own + RECEIVED + forged + MAIL, RELAY))["dmarc"] == "fail"


async def test_another_relays_word_is_not_asked_for() -> None:
    said = b"Authentication-Results: elsewhere.example; dmarc=pass\r\n"
    assert (await verdicts(said + RECEIVED + MAIL, RELAY))["by"] == "dial2"


async def test_dns_that_does_not_answer_condemns_nobody() -> None:
    silent = Zone({"northgate.example TXT": [SILENT], "_dmarc.northgate.example TXT": ["v=DMARC1; p=reject"]})
    found = await verdicts(MAIL, STRANGER, resolver=silent)
    assert (found["spf"], found["dmarc"]) == ("temperror", "temperror")
    assert (await verdicts(MAIL, OUTSIDE, author="a@slow.example"))["dmarc"] == "temperror"


class Stuck:
    async def look_up(self, name: str, kind: Kind) -> list[str]:
        await asyncio.Event().wait()
        raise AssertionError(name, kind)


async def test_dns_that_hangs_is_not_waited_for() -> None:
    found = await verdicts(signed(), OUTSIDE, resolver=Stuck(), seconds=0.05)
    assert found == {
        "spf": "temperror",
        "dkim": "temperror",
        "dmarc": "temperror",
        "arc": "temperror",
        "by": "dial2",
    }


async def test_a_domain_in_letters_of_its_own_is_asked_for_as_dns_has_it() -> None:
    zone = Zone({"_dmarc.xn--bcher-kva.example TXT": ["v=DMARC1; p=reject"]})
    raw = "From: a@bücher.example\r\n\r\nHallo\r\n".encode()
    assert (await verdicts(raw, OUTSIDE, author="a@bücher.example", resolver=zone))["policy"] == "reject"


_LINES = [
    b"ARC-Seal: i=1; cv=none",
    b"DKIM-Signature: v=1",
    b"Authentication-Results: relay.example.net; ",
    b"From: ",
]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*_LINES, b"Received: from x ([", b"ARC-Message-Signature: i=1;"]),
            st.binary(max_size=40),
        )
    )
)
def test_whatever_a_mail_holds_it_gets_its_verdicts(fields: list[tuple[bytes, bytes]]) -> None:
    raw = b"".join(name + value + b"\r\n" for name, value in fields)
    for via in (RELAY, STRANGER, "lmtp ::1 plain x", "imap support", ""):
        found = asyncio.run(verdicts(raw, via))
        assert found.keys() - {"policy"} == {"spf", "dkim", "dmarc", "arc", "by"}
