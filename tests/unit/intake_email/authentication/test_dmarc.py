import pytest

from intake_email.authentication.dmarc import Judgement, judge
from intake_email.authentication.resolver import Unanswered
from tests.unit.intake_email.authentication.zone import SILENT, Zone

ZONE = {
    "_dmarc.client.example TXT": ["v=DMARC1; p=reject; sp=quarantine"],
    "_dmarc.strict.example TXT": ["v=DMARC1; p=quarantine; adkim=s; aspf=s"],
    "_dmarc.lax.example TXT": ["v=DMARC1; p=none"],
    "_dmarc.own.client.example TXT": ["v=DMARC1; p=none; psd=n"],
    "_dmarc.suffix.example TXT": ["v=DMARC1; p=none; psd=y"],
    "_dmarc.odd.example TXT": ["v=DMARC1; p=reject", "v=DMARC1; p=none"],
    "_dmarc.broken.example TXT": ["v=DMARC1; p"],
}


async def judged(author: str, *, signed_by: list[str] | None = None, sent_by: str | None = None) -> Judgement:
    return await judge(Zone(ZONE), author, signed_by=signed_by or [], sent_by=sent_by)


async def test_a_signature_of_the_authors_domain_passes() -> None:
    assert await judged("client.example", signed_by=["client.example"]) == Judgement("pass", "reject")


async def test_the_same_organisation_is_enough_unless_the_owner_is_strict() -> None:
    assert await judged("mail.client.example", signed_by=["news.client.example"]) == Judgement(
        "pass", "quarantine"
    )
    assert await judged("client.example", sent_by="bounce.client.example") == Judgement("pass", "reject")
    assert await judged("strict.example", signed_by=["mail.strict.example"]) == Judgement("fail", "quarantine")
    assert await judged("strict.example", sent_by="strict.example") == Judgement("pass", "quarantine")


async def test_another_domain_proves_nothing() -> None:
    assert await judged("client.example", signed_by=["attacker.example"], sent_by="attacker.example") == Judgement(
        "fail", "reject"
    )
    assert await judged("lax.example") == Judgement("fail", "none")


async def test_a_domain_that_publishes_nothing_is_not_judged() -> None:
    assert await judged("nowhere.example", sent_by="nowhere.example") == Judgement("none")


async def test_an_organisation_below_another_stands_for_itself() -> None:
    assert await judged("own.client.example", signed_by=["client.example"]) == Judgement("fail", "none")
    assert await judged("a.suffix.example", signed_by=["b.suffix.example"]) == Judgement("fail", "none")
    assert await judged("x.a.suffix.example", signed_by=["y.a.suffix.example"]) == Judgement("pass", "none")


async def test_records_that_cannot_be_meant_count_as_none() -> None:
    assert await judged("odd.example") == Judgement("none")
    assert await judged("broken.example") == Judgement("none")


async def test_dns_that_does_not_answer_is_said() -> None:
    with pytest.raises(Unanswered):
        await judge(Zone({"_dmarc.a.example TXT": [SILENT]}), "a.example", signed_by=[], sent_by=None)


async def test_a_long_name_costs_few_questions() -> None:
    zone = Zone({})
    await judge(zone, ".".join("abcdefghijklmnop") + ".example", signed_by=[], sent_by=None)
    assert len(zone.asked) == 8
    assert zone.asked[1] == "_dmarc.k.l.m.n.o.p.example txt"
