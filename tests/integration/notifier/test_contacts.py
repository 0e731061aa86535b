"""Contacts are tried out by a code, and every day somebody looks whether everybody can be reached."""

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from dial2.events.oncall import ContactLost, ContactVerified, OncallChecked, RosterRefused
from dial2.events.page import PageAcknowledged
from dial2_sandbox.server import Sandbox
from tests.integration.notifier.site import ENGINEER, ROSTER, Site, running
from tests.polling import eventually
from tests.servers.postgres import Database

TOKEN, READER = "a-token-of-the-duty-lead", "a-token-of-a-mere-reader"


@pytest.fixture
async def site(
    sandbox: Sandbox,
    database: Database,
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Site]:
    monkeypatch.setenv("DIAL2_STAFF_TOKENS", json.dumps({"duty-lead": TOKEN, "auditor": READER}))
    monkeypatch.setenv("DIAL2_STAFF_ROLES", json.dumps({"auditor": "reader"}))
    async with running(sandbox, database, tmp_path, environment) as site:
        yield site


async def asks(
    site: Site, path: str, body: dict[str, str] | None = None, *, token: str = TOKEN
) -> tuple[int, str]:
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as client:
        answer = await client.post(f"{site.public_url}/api/people/{path}", json=body)
    return answer.status_code, answer.json().get("detail", "")


async def texted_code(site: Site) -> str:
    sms = await site.dispatcher.receives_sms("is the code of this contact")
    return sms.body.split()[0]


async def test_sms_verification(site: Site) -> None:
    assert await asks(site, "dispatcher/contacts/sms/code") == (202, "")
    code = await texted_code(site)
    assert re.fullmatch("[0-9]{6}", code)
    assert await asks(site, "dispatcher/contacts/sms/verify", {"code": code}) == (200, "")
    verified = await site.event(ContactVerified)
    assert (verified.person, verified.channel, verified.by) == ("dispatcher", "sms", "duty-lead")


async def test_voice_verification(site: Site) -> None:
    assert await asks(site, "dispatcher/contacts/voice/code") == (202, "")
    call = await site.dispatcher.rings()
    await call.answers()
    await call.hears("Your code is")
    spoken = " ".join(utterance.text for utterance in call.heard)
    digits = re.search(r"Your code is ((?:\d, ){5}\d)\.", spoken)
    assert digits
    code = digits[1].replace(", ", "")
    assert await asks(site, "dispatcher/contacts/voice/verify", {"code": code}) == (200, "")


async def test_a_code_is_right_once(site: Site) -> None:
    await asks(site, "dispatcher/contacts/sms/code")
    code = await texted_code(site)
    await asks(site, "dispatcher/contacts/sms/verify", {"code": code})
    status, why = await asks(site, "dispatcher/contacts/sms/verify", {"code": code})
    assert (status, why.startswith("No code is out")) == (409, True)


async def test_after_five_wrong_codes_the_right_one_is_wrong_too(site: Site) -> None:
    await asks(site, "dispatcher/contacts/sms/code")
    code = await texted_code(site)
    wrong = "000000" if code != "000000" else "111111"
    told = [await asks(site, "dispatcher/contacts/sms/verify", {"code": wrong}) for _ in range(5)]
    assert told == [(403, "That is not the code that went to +15145550101")] * 5
    status, why = await asks(site, "dispatcher/contacts/sms/verify", {"code": code})
    assert (status, why.startswith("Too many wrong codes")) == (409, True)


async def test_a_code_is_good_for_fifteen_minutes(site: Site) -> None:
    await asks(site, "dispatcher/contacts/sms/code")
    code = await texted_code(site)
    await site.passes(timedelta(minutes=15, seconds=1))
    status, why = await asks(site, "dispatcher/contacts/sms/verify", {"code": code})
    assert (status, why.startswith("No code is out")) == (409, True)


async def test_a_second_code_within_a_minute_is_refused(site: Site) -> None:
    await asks(site, "dispatcher/contacts/sms/code")
    await texted_code(site)
    status, why = await asks(site, "dispatcher/contacts/sms/code")
    assert (status, why) == (409, "A code went to +15145550101 less than a minute ago; wait for it")


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("king/contacts/sms/code", 404, "'king' is nobody; allowed: dispatcher, engineer, director"),
        ("engineer/contacts/email/code", 404, "engineer has no email; allowed: sms, voice"),
    ],
)
async def test_nobody_is_told_a_code_who_is_not_there(site: Site, path: str, status: int, why: str) -> None:
    assert await asks(site, path) == (status, why)


async def test_a_reader_sends_no_codes(site: Site) -> None:
    status, _ = await asks(site, "dispatcher/contacts/sms/code", token=READER)
    assert status == 403


async def test_on_call_is_checked_once_a_day_and_the_desk_hears_of_problems(site: Site) -> None:
    """Everybody has two channels or more, which is enough until somebody replies STOP."""
    first = await site.event(OncallChecked)
    assert [finding.weight for finding in first.findings].count("problem") == 0
    site.sandbox.mail.expect_quiet()

    site.dispatcher.receives_no_sms(error_code=21610)
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    await site.event(ContactLost)
    await site.event(PageAcknowledged)
    await site.passes(timedelta(days=1))

    async def second() -> list[OncallChecked]:
        return (await site.events(OncallChecked))[1:]

    (checked,) = await eventually(second)
    assert [finding.where for finding in checked.findings if finding.weight == "problem"] == [
        "people.dispatcher.sms"
    ]
    mail = await site.sandbox.mail.mail_to("desk@example.com", subject_contains="Somebody may not be reached")
    assert "its owner has replied STOP to our texts" in mail.text


async def test_the_desk_hears_of_problems_in_its_own_language(
    sandbox: Sandbox, database: Database, tmp_path: Path, environment: dict[str, str]
) -> None:
    """The log stays English."""
    french = tmp_path / "french.toml"
    own = files("dial2.profile").joinpath("profiles", "cytrack.toml").read_text("utf-8")
    french.write_text(own.replace('languages = ["en", "fr"]', 'languages = ["fr", "en"]', 1), "utf-8")
    alone = ROSTER.replace(f'voice = "{ENGINEER}"\n', "")
    async with running(sandbox, database, tmp_path, environment, people=alone, profile=str(french)) as site:
        checked = await site.event(OncallChecked)
        assert "can be reached by sms only" in [finding.what for finding in checked.findings]
        mail = await site.sandbox.mail.mail_to("desk@example.com", subject_contains="Quelqu")
        assert "people.engineer: ne peut être joint que par sms; donnez une deuxième voie" in mail.text


async def test_the_desk_hears_of_a_roster_that_cannot_be_used(site: Site, tmp_path: Path) -> None:
    (tmp_path / "roster.toml").write_text(ROSTER.replace('catch_all = "director"', 'catch_all = "king"'))
    await site.event(RosterRefused)
    mail = await site.sandbox.mail.mail_to("desk@example.com")
    assert "'king' is nobody" in mail.text
