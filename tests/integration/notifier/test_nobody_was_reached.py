"""That nobody was reached is the loudest event there is, until somebody acknowledges."""

import json
import re
from datetime import timedelta

import pytest

from dial2.events.alarm import AlarmCleared, AlarmRaised
from dial2.events.call import StaffReplied
from dial2.events.page import PageAcknowledged, PageAttempted, PageExhausted
from dial2.watch import watcher
from tests.integration.notifier.site import Site
from tests.integration.process.services import command
from tests.polling import eventually
from tests.servers.postgres import Database

INSIST = timedelta(minutes=15)


@pytest.fixture
def environment(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The way out of here is a relay as well; in these tests the same stand-in."""
    relay = f"smtp://{environment['DIAL2_RELAY_HOST']}:{environment['DIAL2_RELAY_PORT']}"
    monkeypatch.setenv("DIAL2_ALARM_RELAY", relay)
    monkeypatch.setattr(watcher, "_LOOK_SECONDS", 0.05)
    return environment


async def nobody_is_reached(site: Site) -> None:
    """A page has climbed both rounds of the ladder in vain."""
    site.with_telephone_off(site.dispatcher, site.engineer, site.director)
    await site.ticket()
    await eventually(lambda: tried(site, level=1))
    await site.passes(timedelta(minutes=5))
    await site.event(PageExhausted)
    await eventually(lambda: tried(site, level=2))


async def tried(site: Site, *, level: int) -> list[PageAttempted]:
    return [attempt for attempt in await site.events(PageAttempted) if attempt.level == level]


async def insisted(site: Site) -> list[PageAttempted]:
    return [attempt for attempt in await tried(site, level=2) if attempt.why == "still nobody has acknowledged"]


async def test_an_alarm_leaves_past_the_notifier_and_ends_with_the_acknowledgement(site: Site) -> None:
    await nobody_is_reached(site)
    mail = await site.sandbox.mail.mail_to("desk@example.com", subject_contains="ALARM: NOBODY was reached")
    assert mail.subject.startswith("[dial2] ALARM: NOBODY was reached for ticket 1042, since ")
    assert (await site.event(AlarmRaised)).told == ["desk@example.com"]
    await site.happens("text:SM1", StaffReplied(message="SM1", person="director", text="ack 1042"))
    await site.event(AlarmCleared)


async def test_the_catch_all_and_the_desk_are_told_again_until_somebody_acknowledges(site: Site) -> None:
    await nobody_is_reached(site)
    await site.sandbox.mail.mail_to("desk@example.com", subject_contains="NOBODY ACKNOWLEDGED")
    first = await tried(site, level=2)
    assert {(attempt.person, attempt.channel) for attempt in first} == {("director", "voice"), ("director", "sms")}
    await site.passes(INSIST)
    again = await eventually(lambda: insisted(site))
    assert {attempt.channel for attempt in again} == {"voice", "sms"}
    site.director.answers_and_presses("4")
    await site.passes(INSIST)
    assert (await site.event(PageAcknowledged)).person == "director"
    await site.sandbox.mail.mail_to("desk@example.com", subject_contains="NOBODY ACKNOWLEDGED")
    assert len(await site.events(PageExhausted)) == 1


async def test_a_page_is_explained_line_by_line(site: Site, database: Database) -> None:
    site.with_telephone_off(site.dispatcher)
    site.engineer.answers_and_presses("4")
    await site.ticket()
    await site.event(PageAcknowledged)
    told = await says(database, "1042")
    assert told[0].startswith("page ")
    what = [re.sub(r"^ +\S+ \S+ \S+  ", "", line) for line in told[1:]]
    assert what[0] == "the page is opened, severity critical: severity critical: all users locked out"
    assert set(what[1:4]) == {
        "level 1: dispatcher is to be reached by voice, at once: severity critical: all users locked out",
        "level 1: dispatcher is to be reached by sms, at once: severity critical: all users locked out",
        "level 1: dispatcher is to be reached by email, at once: severity critical: all users locked out",
    }
    assert "the voice to dispatcher failed: the line was busy" in what
    assert "level 1: it is engineer's turn: every channel failed" in what
    assert "engineer acknowledges: by digit" in what


async def test_an_explanation_as_json_is_one_object_a_line(site: Site, database: Database) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    await site.event(PageAcknowledged)
    lines = [json.loads(line) for line in await says(database, "1042", "--json")]
    assert lines[0]["event"] == "page.opened"
    (acknowledged,) = (line for line in lines if line["event"] == "page.acknowledged")
    assert (acknowledged["person"], acknowledged["why"]) == ("dispatcher", "by digit")


async def test_a_ticket_that_nobody_was_paged_for_is_said_to_be_one(database: Database) -> None:
    process = await command("page", "explain", "7", environment={"DIAL2_DATABASE_URL": database.url})
    _, said = await process.communicate()
    assert process.returncode == 2
    assert said.decode() == "dial2: Nobody was paged for ticket 7; dial2 ticket show 7 tells what it is\n"


async def says(database: Database, *words: str) -> list[str]:
    process = await command("page", "explain", *words, environment={"DIAL2_DATABASE_URL": database.url})
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode().splitlines()
