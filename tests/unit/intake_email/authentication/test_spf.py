import contextlib
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_email.authentication import spf
from intake_email.authentication.spf_record import Malformed, read
from tests.unit.intake_email.authentication.zone import SILENT, Zone

HOSTS = {
    "a.example A": ["192.0.2.10"],
    "a.example AAAA": ["2001:db8::10"],
    "a.example MX": ["mx1.a.example", "mx2.a.example"],
    "mx1.a.example A": ["192.0.2.20"],
    "mx2.a.example A": ["192.0.2.21"],
    "yes.example TXT": ["v=spf1 ip4:192.0.2.99 -all"],
    "all.example TXT": ["v=spf1 all"],
    "99.2.0.192.in-addr.arpa PTR": ["Mail.A.example", "other.example"],
    "mail.a.example A": ["192.0.2.99"],
}


async def result(record: str, ip: str = "192.0.2.99", *, more: dict[str, list[str]] | None = None) -> str:
    zone = Zone(HOSTS | {"a.example TXT": [record]} | (more or {}))
    return (await spf.check(zone, ip=ip_address(ip), sender="who@a.example", helo="helo.a.example"))[0]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=spf1 -all", "fail"),
        ("v=spf1 ~all", "softfail"),
        ("v=spf1 ?all", "neutral"),
        ("v=spf1 +all", "pass"),
        ("v=spf1", "neutral"),
        ("v=spf10 -all", "none"),
        ("v=spf1 ip4:192.0.2.99 -all", "pass"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "pass"),
        ("v=spf1 ip4:192.0.3.0/24 -all", "fail"),
        ("v=spf1 ip6:2001:db8::/32 -all", "fail"),
        ("v=spf1 a -all", "fail"),
        ("v=spf1 a/24 -all", "pass"),
        ("v=spf1 mx -all", "fail"),
        ("v=spf1 mx/24//64 -all", "pass"),
        ("v=spf1 a:mail.a.example -all", "pass"),
        ("v=spf1 ptr -all", "pass"),
        ("v=spf1 ptr:other.example -all", "fail"),
        ("v=spf1 include:yes.example -all", "pass"),
        ("v=spf1 include:nothing.example -all", "permerror"),
        ("v=spf1 redirect=yes.example", "pass"),
        ("v=spf1 redirect=nothing.example", "permerror"),
        ("v=spf1 -all redirect=yes.example", "fail"),
        ("v=spf1 exists:%{l}.%{d} -all", "fail"),
        ("v=spf1 exists:%{p} -all", "pass"),
        ("v=spf1 unknown -all", "permerror"),
        ("v=spf1 a:192.0.2.99 -all", "permerror"),
        ("v=spf1 ip4:192.0.2.99/33 -all", "permerror"),
        ("v=spf1 ip4 -all", "permerror"),
        ("v=spf1 exists:%{x}.a.example -all", "permerror"),
        ("v=spf1 redirect=yes.example redirect=yes.example", "permerror"),
        ("v=spf1 future=of%{d}spf -all", "fail"),
    ],
)
async def test_a_record_says_who_may_send(record: str, expected: str) -> None:
    assert await result(record) == expected


@pytest.mark.parametrize(
    ("macro", "name"),
    [
        # RFC 7208, 7.4
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l-}", "strong.bad"),
        ("%{lr-}", "bad.strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
    ],
)
async def test_macros_stand_for_what_the_standard_says(macro: str, name: str) -> None:
    zone = Zone(
        {"email.example.com TXT": [f"v=spf1 exists:{macro}.z.example -all"], f"{name}.z.example A": ["127.0.0.2"]}
    )
    found = await spf.check(
        zone, ip=ip_address("192.0.2.3"), sender="strong-bad@email.example.com", helo="h.example"
    )
    assert found == ("pass", "email.example.com")


async def test_an_ipv6_client_is_compared_with_ipv6() -> None:
    assert await result("v=spf1 a -all", "2001:db8::10") == "pass"
    assert await result("v=spf1 a//126 -all", "2001:db8::11") == "pass"
    assert await result("v=spf1 ip4:192.0.2.0/24 -all", "::ffff:192.0.2.7") == "pass"


async def test_the_null_sender_is_judged_by_the_clients_own_name() -> None:
    zone = Zone({"helo.a.example TXT": ["v=spf1 ip4:192.0.2.1 -all"]})
    found = await spf.check(zone, ip=ip_address("192.0.2.1"), sender="", helo="helo.a.example")
    assert found == ("pass", "helo.a.example")


async def test_dns_that_does_not_answer_is_no_verdict() -> None:
    assert await result("v=spf1 a:gone.example -all", more={"gone.example A": [SILENT]}) == "temperror"


async def test_two_records_void_each_other() -> None:
    zone = Zone({"a.example TXT": ["v=spf1 -all", "v=spf1 +all"]})
    assert (await spf.check(zone, ip=ip_address("192.0.2.1"), sender="x@a.example", helo="h"))[0] == "permerror"


async def test_a_record_that_asks_too_much_is_void() -> None:
    assert await result("v=spf1 " + "a " * 11 + "-all") == "permerror"
    assert await result("v=spf1 a:x.example a:y.example a:z.example -all") == "permerror"
    assert await result("v=spf1 include:a.example -all") == "permerror"


@given(st.text(alphabet="v=spf1 aximnludeptr:/%{}+-~?.0123456789", max_size=120))
def test_any_record_is_read_or_called_malformed(text: str) -> None:
    with contextlib.suppress(Malformed):
        assert read("v=spf1 " + text).terms is not None
