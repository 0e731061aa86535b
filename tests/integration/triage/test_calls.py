"""What callers choose, and tell, and what it does to their tickets."""

from datetime import UTC, datetime
from typing import Literal

from dial2.events.call import CallChoice, DetailGiven, RecordingKept, VoicemailTranscribed
from dial2.events.callback import CallbackConnected
from dial2.events.request import Contact, RequestReceived
from dial2.events.ticket import (
    CallbackMade,
    DetailsMissing,
    RecordingAttached,
    SeverityAssigned,
    TicketFollowedUp,
    TicketOpened,
    TranscriptAttached,
)
from tests.integration.triage.office import OUTAGE, Office, mail

Meaning = Literal["support", "down", "message", "hung-up"]


def called(
    request: str,
    *,
    choice: Literal["support", "down", "undecided"] = "undecided",
    about: int | None = None,
    client: str | None = None,
) -> RequestReceived:
    return RequestReceived(
        request=request,
        channel="phone",
        received_at=datetime.now(UTC),
        contact=Contact(number="+15145550101"),
        call=f"CA{request}",
        choice=choice,
        about=about,
        client=client,
    )


async def chooses(office: Office, request: str, meaning: Meaning) -> None:
    choice = CallChoice(call=f"CA{request}", digit="1", meaning=meaning, request=request)
    await office.hears(f"call:CA{request}", choice)


async def severities(office: Office) -> list[str]:
    return [assigned.severity for assigned in await office.all_of(SeverityAssigned)]


async def test_out_of_hours_nobody_is_woken_before_the_caller_has_said_that_it_is_down(office: Office) -> None:
    await office.receives(called("1"))
    assert await severities(office) == ["low"]
    await chooses(office, "1", "down")
    assert await severities(office) == ["low", "critical"]


async def test_a_caller_who_hangs_up_at_the_question_may_well_have_meant_it(office: Office) -> None:
    await office.receives(called("1"))
    await chooses(office, "1", "hung-up")
    assert await severities(office) == ["low", "major"]


async def test_a_message_for_the_opening_waits_for_its_words(office: Office) -> None:
    await office.receives(called("1"))
    await chooses(office, "1", "message")
    assert await severities(office) == ["low"]
    words = VoicemailTranscribed(call="CA1", request="1", recording="RE1", text=OUTAGE)
    await office.hears("call:CA1", words)
    assert (await severities(office))[-1] == "critical"


async def test_a_call_about_an_open_ticket_continues_it(office: Office) -> None:
    ticket = await office.opens()
    before = await severities(office)
    await office.receives(called("2", about=ticket))
    followed = await office.only(TicketFollowedUp)
    assert (followed.ticket, followed.matched_by) == (ticket, "the caller's choice")
    assert len(await office.all_of(TicketOpened)) == 1
    assert await severities(office) == before


async def test_the_choice_in_a_call_about_an_open_ticket_reaches_that_ticket(office: Office) -> None:
    await office.receives(mail("1", "One report shows yesterday's date twice. It is only cosmetic."))
    [ticket] = [each.ticket for each in await office.tickets()]
    await office.receives(called("2", about=ticket))
    await chooses(office, "2", "down")
    assigned = (await office.all_of(SeverityAssigned))[-1]
    assert (assigned.ticket, assigned.severity) == (ticket, "critical")


async def test_an_answer_to_the_checklist_is_missed_no_more(office: Office) -> None:
    await office.receives(called("1", choice="support"))
    missing = (await office.all_of(DetailsMissing))[-1].items
    assert "steps_tried" in missing
    given = DetailGiven(call="CA1", request="1", category="other", item="steps_tried", text="We restarted it.")
    await office.hears("call:CA1", given)
    assert (await office.all_of(DetailsMissing))[-1].items == [item for item in missing if item != "steps_tried"]


async def test_a_described_outage_counts_like_any_other_words(office: Office) -> None:
    await office.receives(called("1"))
    given = DetailGiven(call="CA1", request="1", category="other", item="description", text=OUTAGE)
    await office.hears("call:CA1", given)
    assert (await severities(office))[-1] == "critical"


async def test_an_extension_says_nothing_of_how_bad_it_is(office: Office) -> None:
    await office.receives(called("1", choice="support"))
    before = await severities(office)
    given = DetailGiven(call="CA1", request="1", category="phone", item="extension", text="Extension 204.")
    await office.hears("call:CA1", given)
    assert await severities(office) == before


async def test_a_call_back_from_the_ticket_stops_its_clock_in_the_name_of_whoever_called(office: Office) -> None:
    await office.receives(called("1"))
    (ticket,) = await office.tickets()
    at = datetime.now(UTC)
    connected = CallbackConnected(callback="c1", ticket=ticket.ticket, person="engineer", connected_at=at)
    await office.hears("callback:c1", connected)
    made = await office.only(CallbackMade)
    assert (made.ticket, made.by, made.how, made.made_at) == (ticket.ticket, "engineer", "phone", at)
    assert (await office.ticket(ticket.ticket)).called_back


async def test_the_ticket_says_where_a_message_is_and_what_was_said(office: Office) -> None:
    await office.receives(called("1"))
    await office.hears(
        "call:CA1",
        RecordingKept(call="CA1", request="1", recording="RE1", seconds=7, blob="ab" * 32, size=56044),
        VoicemailTranscribed(call="CA1", request="1", recording="RE1", text=OUTAGE),
    )
    attached = await office.only(RecordingAttached)
    assert (attached.recording, attached.seconds, attached.blob) == ("RE1", 7, "ab" * 32)
    assert (await office.only(TranscriptAttached)).text == OUTAGE
