"""What a conference tells its status callback, with documents of the provider's own library."""

from twilio.rest import Client
from twilio.twiml.voice_response import Dial, VoiceResponse

from dial2_sandbox.handset.held_call import HeldCall
from dial2_sandbox.server import Sandbox
from tests.integration.sandbox.conftest import CALLER, PHONE, SUPPORT
from tests.unit.sandbox.application import Application

EVERYTHING = "start end join leave"


def joining(url: str, *, host: bool = False, told: str = EVERYTHING) -> str:
    response, dial = VoiceResponse(), Dial()
    dial.conference(
        "war room",
        status_callback=url,
        status_callback_event=told,
        start_conference_on_enter=host,
        end_conference_on_exit=host,
    )
    response.append(dial)
    return str(response)


async def called(sandbox: Sandbox, client: Client, number: str, twiml: str) -> HeldCall:
    await client.calls.create_async(to=number, from_=SUPPORT, twiml=twiml)
    call = await sandbox.handset(number).rings()
    await call.answers()
    return call


async def test_who_comes_and_goes_is_told_in_order_and_how_it_ended(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    url = application.url("/conference")
    guest = await called(sandbox, client, CALLER, joining(url))
    await guest.hears("waiting for the conference")
    host = await called(sandbox, client, PHONE, joining(url, host=True))
    await host.is_connected()
    await host.hangs_up()
    await guest.ends()
    await sandbox.expect_quiet()

    told = application.asked["/conference"]
    assert [(each["SequenceNumber"], each["StatusCallbackEvent"]) for each in told] == [
        ("1", "participant-join"),
        ("2", "participant-join"),
        ("3", "conference-start"),
        ("4", "participant-leave"),
        ("5", "participant-leave"),
        ("6", "conference-end"),
    ]
    assert {(each["FriendlyName"], each["ConferenceSid"]) for each in told} == {
        ("war room", told[0]["ConferenceSid"])
    }
    assert [told[n]["CallSid"] for n in (0, 1, 3, 4)] == [guest.sid, host.sid, host.sid, guest.sid]
    assert (told[0]["StartConferenceOnEnter"], told[1]["EndConferenceOnExit"]) == ("false", "true")
    assert told[5]["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert told[5]["CallSidEndingConference"] == host.sid


async def test_a_conference_ends_with_its_last_member(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    alone = await called(sandbox, client, PHONE, joining(application.url("/conference"), told="end"))
    await alone.hears("waiting for the conference")
    await alone.hangs_up()
    await sandbox.expect_quiet()
    (ended,) = application.asked["/conference"]
    assert (ended["StatusCallbackEvent"], ended["ReasonConferenceEnded"]) == (
        "conference-end",
        "last-participant-left",
    )
    assert ended["CallSidEndingConference"] == alone.sid
