import pytest
from twilio.request_validator import RequestValidator

from dial2_sandbox.exchange.exchange import AUTH_TOKEN, Exchange
from dial2_sandbox.handset.held_call import Unexpected
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import CALLER, SUPPORT

MENU = '<Gather numDigits="1" action="/choice"><Say language="en-CA">For support, dial 2.</Say></Gather>'


async def test_a_caller_hears_the_menu_presses_a_key_and_hears_where_it_leads(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", MENU)
    application.url("/choice", lambda params: f"<Say>You pressed {params['Digits']}.</Say><Hangup/>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.hears("dial 2")
    await call.presses("2")
    await call.hears("you pressed 2")
    await call.ends()

    await exchange.expect_quiet()
    assert call.heard[0].language == "en-CA"
    assert exchange.board.calls[call.sid].status == "completed"


async def test_every_webhook_bears_a_signature_that_the_library_accepts(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", '<Redirect method="GET">/menu?lang=fr&amp;step=1</Redirect>')
    application.url("/menu", "<Hangup/>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.ends()

    posted, got = application.requests
    validator = RequestValidator(AUTH_TOKEN)
    signature = posted.headers["X-Twilio-Signature"]
    assert validator.validate(str(posted.url), application.asked["/voice"][0], signature)
    assert not validator.validate(str(posted.url), application.asked["/voice"][0] | {"Digits": "1"}, signature)
    assert got.method == "GET"
    assert validator.validate(str(got.url), {}, got.headers["X-Twilio-Signature"])


async def test_a_caller_who_says_nothing_falls_through_to_the_next_verb(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", MENU + "<Say>We heard nothing.</Say>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.stays_silent()
    await call.hears("we heard nothing")
    await call.ends()


async def test_silence_reaches_the_action_where_the_document_wants_to_know(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", '<Gather actionOnEmptyResult="true" action="/choice"><Say>Well?</Say></Gather>')
    application.url("/choice", "<Hangup/>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.stays_silent()
    await call.ends()

    assert [asked["Digits"] for asked in application.asked["/choice"]] == [""]


async def test_the_hash_key_ends_an_entry_of_any_length(exchange: Exchange, application: Application) -> None:
    application.url("/voice", '<Gather action="/ticket"><Say>Your ticket number?</Say></Gather>')
    application.url("/ticket", "<Hangup/>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.presses("1042#")
    await call.ends()

    entry = application.asked["/ticket"][0]
    assert (entry["Digits"], entry["FinishedOnKey"]) == ("1042", "#")


async def test_speech_reaches_the_action_with_a_confidence(exchange: Exchange, application: Application) -> None:
    application.url("/voice", '<Gather input="dtmf speech" action="/choice"><Say>How can we help?</Say></Gather>')
    application.url("/choice", "<Hangup/>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.says("support please")
    await call.ends()

    assert application.asked["/choice"][0]["SpeechResult"] == "support please"
    assert "Digits" not in application.asked["/choice"][0]


async def test_what_a_caller_does_not_hear_fails_with_all_that_was_heard(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", "<Say>Goodbye.</Say>")

    call = await exchange.handset(CALLER).dials(SUPPORT)

    with pytest.raises(Unexpected, match=r"(?s)did not hear 'dial 2': the call ended.*said: Goodbye\."):
        await call.hears("dial 2")


async def test_a_rejected_caller_is_never_answered(exchange: Exchange, application: Application) -> None:
    application.url("/voice", '<Reject reason="busy"/>')

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.ends()

    assert exchange.board.calls[call.sid].status == "busy"
    assert exchange.board.calls[call.sid].answered_at is None


async def test_a_withheld_number_calls_under_no_number(exchange: Exchange, application: Application) -> None:
    application.url("/voice", "<Hangup/>")

    call = await exchange.handset(CALLER).dials(SUPPORT, caller_id="Anonymous")
    await call.ends()

    assert application.asked["/voice"][0]["From"] == "Anonymous"
