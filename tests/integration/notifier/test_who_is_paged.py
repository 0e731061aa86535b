"""Pages to whoever is on call, by schedules, overrides and personal rules, from a file that may change."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from dial2.events.client import ClientAssigned
from dial2.events.oncall import OverrideAdded, RosterChanged, RosterRefused
from dial2.events.page import PageAcknowledged, PageAttempted, PageEscalated, PageExhausted, PageSkipped
from dial2_sandbox.server import Sandbox
from tests.integration.notifier.site import ROSTER, Site, judged, running
from tests.polling import eventually
from tests.servers.postgres import Database

TOKEN = "a-token-of-the-duty-lead"
MINUTE = timedelta(minutes=1)
SCHEDULES = """
[schedules.designate]
zone = "America/Toronto"
layers = [{ people = ["dispatcher"], every = "1 week", starts = 2020-01-06T08:00:00 }]

[schedules.nobody]
zone = "America/Toronto"
layers = [{ people = ["dispatcher"], every = "1 week", starts = 2020-01-06T08:00:00, ends = 2020-01-07T08:00:00 }]
"""
ON_CALL = ROSTER.replace('people = ["dispatcher", "engineer"]', 'people = ["nobody", "designate"]') + SCHEDULES


class Office:
    def __init__(self, site: Site, file: Path) -> None:
        self.site = site
        self.file = file

    async def asks(self, method: str, path: str, **body: object) -> httpx.Response:
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            return await client.request(method, f"{self.site.public_url}{path}", json=body or None)

    async def writes(self, roster: str) -> None:
        self.file.write_text(roster)

    async def is_tried(self, person: str) -> bool:
        return person in {each.person for each in await self.site.events(PageAttempted)}


@pytest.fixture
def people() -> str:
    return ON_CALL


@pytest.fixture
async def office(
    sandbox: Sandbox,
    database: Database,
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    people: str,
) -> AsyncIterator[Office]:
    monkeypatch.setenv("DIAL2_STAFF_TOKENS", json.dumps({"duty-lead": TOKEN}))
    async with running(sandbox, database, tmp_path, environment, people=people) as site:
        yield Office(site, tmp_path / "roster.toml")


async def test_escalation_gap_is_skipped_at_once_and_whoever_is_on_call_is_paged(office: Office) -> None:
    await office.site.ticket()
    attempted = await office.site.event(PageAttempted)
    assert (attempted.person, attempted.level) == ("dispatcher", 0)
    skipped = await office.site.event(PageSkipped)
    assert (skipped.person, skipped.why) == ("nobody", "nobody is on call in nobody")


async def test_missing_user_an_override_for_somebody_who_has_gone_does_not_stop_a_page(office: Office) -> None:
    """The roster's file loses a person who is on call: the next level is paged at once."""
    gone = OverrideAdded(
        override="o-1",
        schedule="designate",
        since=datetime(2026, 1, 1, tzinfo=UTC),
        until=datetime(2036, 1, 1, tzinfo=UTC),
        person="somebody-else",
        instead_of=None,
        by="duty-lead",
        why="before they left",
    )
    await office.site.happens("schedule:designate", gone)
    await office.site.ticket()
    assert (await office.site.event(PageAttempted)).person == "director"
    skipped = [each.why for each in await office.site.events(PageSkipped)]
    assert skipped == [
        "nobody is on call in nobody",
        "somebody-else, on call in designate, is not in the roster",
    ]


async def test_an_override_is_in_force_for_the_next_page(office: Office) -> None:
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    answer = await office.asks(
        "POST", "/api/oncall/schedules/designate/overrides", person="engineer", until=until, why="holiday"
    )
    assert answer.status_code == 201, answer.text
    await office.site.ticket()
    assert (await office.site.event(PageAttempted)).person == "engineer"
    (now, _) = sorted((await office.asks("GET", "/api/oncall")).json(), key=lambda each: str(each["schedule"]))
    assert (now["schedule"], now["shift"]["person"]) == ("designate", "engineer")

    taken_back = await office.asks(
        "DELETE", f"/api/oncall/schedules/designate/overrides/{answer.json()['override']}?why=back"
    )
    assert taken_back.status_code == 204
    await office.site.ticket(1043)
    people = [each.person for each in await office.site.events(PageAttempted) if each.ticket == 1043]
    assert set(people or [(await last_attempted(office, 1043)).person]) == {"dispatcher"}


async def last_attempted(office: Office, ticket: int) -> PageAttempted:
    async def of_ticket() -> list[PageAttempted]:
        return [each for each in await office.site.events(PageAttempted) if each.ticket == ticket]

    return (await eventually(of_ticket))[-1]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        (
            "POST",
            "overrides",
            {"person": "king"},
            404,
            "'king' is nobody; allowed: dispatcher, engineer, director",
        ),
        ("POST", "overrides", {}, 409, "Say who takes over (person), or who is away (instead_of), or both"),
        ("POST", "swaps", {"one": "engineer", "other": "engineer"}, 409, "engineer cannot swap alone"),
        ("DELETE", "overrides/none", None, 404, "designate has no override none that has not ended"),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words(
    office: Office, method: str, path: str, body: dict[str, object] | None, status: int, says: str
) -> None:
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    more = {} if body is None else body | {"until": until, "why": "holiday"}
    answer = await office.asks(method, f"/api/oncall/schedules/designate/{path}", **more)
    assert (answer.status_code, says in answer.json()["detail"]) == (status, True), answer.text


async def test_only_staff_sees_who_is_on_call(office: Office) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{office.site.public_url}/api/oncall")).status_code == 401


async def test_calendar_subscription(office: Office) -> None:
    """Whoever has the signed address of a person's calendar can read it; no other address is one."""
    url = (await office.asks("GET", "/api/oncall/calendar/dispatcher")).json()["url"]
    async with httpx.AsyncClient() as client:
        calendar = await client.get(url)
        forged = await client.get(url.replace(".ics", "x.ics"))
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:dispatcher" in calendar.text
    assert "DESCRIPTION:on call: designate" in calendar.text
    assert forged.status_code == 404
    assert (await office.asks("GET", "/api/oncall/calendar/king")).status_code == 404


async def test_gaps_are_told_ahead(office: Office) -> None:
    found = (await office.asks("GET", "/api/oncall/gaps?days=3")).json()
    assert found["designate"] == []
    assert [gap["person"] for gap in found["nobody"]] == [None]


async def test_a_changed_file_is_in_force_within_seconds_and_told_once(office: Office) -> None:
    await office.writes(
        ON_CALL.replace('layers = [{ people = ["dispatcher"]', 'layers = [{ people = ["engineer"]', 1)
    )
    changed = await office.site.event(RosterChanged)
    assert changed.changes == [
        "schedules.designate.layers[1].people: [dispatcher] became [engineer]",
        "schedules.designate: on call now is engineer, was dispatcher",
    ]
    await office.site.ticket()
    assert (await office.site.event(PageAttempted)).person == "engineer"
    assert len(await office.site.events(RosterChanged)) == 1


async def test_a_file_that_cannot_be_used_is_refused_and_the_one_before_it_stands(office: Office) -> None:
    await office.writes(ON_CALL.replace('catch_all = "director"', 'catch_all = "king"'))
    refused = await office.site.event(RosterRefused)
    assert refused.problems == [
        "ladder.catch_all: 'king' is nobody; allowed: a name under [people]: dispatcher, engineer, director"
    ]
    await office.site.ticket()
    assert (await office.site.event(PageAttempted)).person == "dispatcher"


async def test_policy_reassignment_an_edit_does_not_derail_a_page_that_is_under_way(office: Office) -> None:
    """The file loses a level and a person; the page climbs the ladder that it began with, past who has gone."""
    await office.site.ticket()
    await office.site.event(PageAttempted)
    shorter = ON_CALL.replace(', "designate"', "").replace('["nobody"]', '["engineer"]')
    await office.writes(shorter)
    await office.site.event(RosterChanged)
    await office.site.passes(5 * MINUTE)
    escalated = await office.site.event(PageEscalated)
    assert (escalated.person, escalated.level) == ("director", 1)


async def test_in_progress_people_are_asked_for_again_at_each_turn(office: Office) -> None:
    """A page in its second round reaches whoever is on call then."""
    await office.site.ticket()
    await office.site.event(PageAttempted)
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    await office.asks(
        "POST", "/api/oncall/schedules/designate/overrides", person="engineer", until=until, why="holiday"
    )
    await office.site.passes(5 * MINUTE)
    await eventually(lambda: office.site.events(PageEscalated))
    await office.site.passes(10 * MINUTE)

    async def second_round() -> list[PageEscalated]:
        return (await office.site.events(PageEscalated))[1:]

    assert [each.person for each in await eventually(second_round)] == ["engineer"]


class TestPersonalRules:
    @pytest.fixture
    def people(self) -> str:
        return ROSTER.replace(
            'email = "dispatcher@example.com"\n',
            'email = "dispatcher@example.com"\n'
            'rules.critical = [{ channel = "sms" }, { channel = "voice", after = "2 minutes" }]\n',
        )

    async def test_escalation_notification_each_channel_at_its_time(self, office: Office) -> None:
        site = office.site
        await site.ticket()
        await site.dispatcher.receives_sms("#1042")
        await site.passes(2 * MINUTE)
        call = await site.dispatcher.rings()
        await call.presses("4")
        assert [each.channel for each in await site.events(PageAttempted)] == ["sms", "voice"]

    async def test_a_text_that_does_not_arrive_brings_the_call_forward(self, office: Office) -> None:
        site = office.site
        site.dispatcher.receives_no_sms()
        await site.ticket()
        call = await site.dispatcher.rings()
        await call.presses("4")
        (_, held_back, *_) = await site.events(PageAttempted)
        assert held_back.channel == "voice"
        assert held_back.not_before is not None


class TestLateRules:
    """The dispatcher's call comes ten minutes after the text; the level waits five."""

    @pytest.fixture
    def people(self) -> str:
        return ROSTER.replace(
            'email = "dispatcher@example.com"\n',
            'email = "dispatcher@example.com"\n'
            'rules.critical = [{ channel = "sms" }, { channel = "voice", after = "10 minutes" }]\n',
        )

    async def test_rules_do_not_stop_when_somebody_else_has_the_turn(self, office: Office) -> None:
        site = office.site
        site.engineer.does_not_answer()
        await site.ticket()
        await site.dispatcher.receives_sms("#1042")
        await site.passes(5 * MINUTE)
        assert (await site.event(PageEscalated)).person == "engineer"
        await site.passes(5 * MINUTE)
        call = await site.dispatcher.rings()
        await call.presses("4")
        assert (await site.event(PageAcknowledged)).person == "dispatcher"

    async def test_post_cycle_rules_nothing_comes_any_more_once_somebody_has_it(self, office: Office) -> None:
        site = office.site
        site.engineer.answers_and_presses("4")
        await site.ticket()
        await site.dispatcher.receives_sms("#1042")
        await site.passes(5 * MINUTE)
        assert (await site.event(PageAcknowledged)).person == "engineer"
        await site.passes(10 * MINUTE)
        assert await held_back(site) == ["withdrawn"]


async def held_back(site: Site) -> list[str]:
    """How the attempts stand that a person's own rules hold back."""
    async with site.log.connection() as connection:
        rows = await connection.fetch(
            """SELECT state::text AS state FROM notifier.attempts
               WHERE kind = 'page' AND place > 0 AND person = 'dispatcher'"""
        )
    return [row["state"] for row in rows]


class TestQuietHours:
    @pytest.fixture
    def people(self) -> str:
        always = '{ hours = { "monday-sunday" = ["00:00-24:00"] }, zone = "UTC", severities = ["critical"] }'
        return ROSTER.replace(
            'email = "dispatcher@example.com"\n', f'email = "dispatcher@example.com"\nquiet = [{always}]\n'
        )

    async def test_others_are_tried_first_and_the_log_says_why(self, office: Office) -> None:
        await office.site.ticket()
        assert (await office.site.event(PageAttempted)).person == "engineer"
        skipped = await office.site.event(PageSkipped)
        assert (skipped.person, skipped.why) == (
            "dispatcher",
            "these are quiet hours of this person; others are tried first",
        )


class TestLadders:
    @pytest.fixture
    def people(self) -> str:
        return ROSTER + (
            '[ladders.critical]\nseverities = ["critical"]\ncatch_all = "director"\n'
            'levels = [{ name = "at once", people = ["director"] }]\n'
        )

    async def test_manual_escalation_a_raised_severity_goes_over_to_its_own_ladder(self, office: Office) -> None:
        site = office.site
        await site.ticket(severity="major")
        assert (await site.event(PageAttempted)).person == "dispatcher"
        await site.happens("ticket:1042", judged(1042, "critical", previous="major", by="duty-lead"))
        escalated = await site.event(PageEscalated)
        assert (escalated.person, escalated.level) == ("director", 0)


class TestSuccessManager:
    @pytest.fixture
    def people(self) -> str:
        level = ROSTER.replace('people = ["dispatcher", "engineer"]', 'people = ["success_manager"]')
        other = '\n[clients.beta]\nname = "Beta"\nsuccess_manager = "dispatcher"\n'
        return level.rstrip("\n") + '\nsuccess_manager = "engineer"\n' + other

    async def test_multi_step_notifications_the_clients_own_success_manager_is_paged(self, office: Office) -> None:
        await office.site.ticket()
        assert (await office.site.event(PageAttempted)).person == "engineer"

    async def test_the_manager_of_the_client_that_staff_says_it_is_is_paged_next(self, office: Office) -> None:
        await office.site.ticket(severity="major")
        await office.site.event(PageAttempted)
        assigned = ClientAssigned(ticket=1042, client="beta", previous="acme", by="lead", why="a shared telephone")
        await office.site.happens("ticket:1042", assigned)

        for person in ("director", "dispatcher"):
            await office.site.passes(10 * MINUTE)
            await eventually(partial(office.is_tried, person))


class TestNobodyAtAll:
    @pytest.fixture
    def people(self) -> str:
        return (
            ROSTER.replace('people = ["dispatcher", "engineer"]', 'people = ["nobody"]').replace(
                '    { name = "direction", people = ["director"] },\n', ""
            )
            + SCHEDULES
        )

    async def test_an_empty_ladder_leads_to_the_catch_all_at_once(self, office: Office) -> None:
        await office.site.ticket()
        await office.site.event(PageExhausted)
        assert {each.person for each in await office.site.events(PageAttempted)} == {"director"}
