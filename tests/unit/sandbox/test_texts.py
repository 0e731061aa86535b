import httpx
import pytest

from dial2_sandbox.exchange.exchange import Exchange
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import CALLER, FIRST, SUPPORT


async def test_a_text_sent_from_within_a_call_arrives(exchange: Exchange, application: Application) -> None:
    application.url("/voice", '<Sms action="/sent">Your ticket is 1042.</Sms>')
    application.url("/sent", lambda params: f"<Say>It is {params['SmsStatus']}.</Say>")

    caller = exchange.handset(CALLER)
    call = await caller.dials(SUPPORT)
    await call.hears("it is queued")
    sms = await caller.receives_sms("1042")
    await exchange.expect_quiet()

    assert sms.other == SUPPORT


async def test_where_the_sms_url_fails_the_fallback_answers(exchange: Exchange, application: Application) -> None:
    application.url("/sms", httpx.Response(500))
    exchange.board.numbers[SUPPORT].sms_fallback_url = application.url("/later", "<Message>Later.</Message>")
    phone = exchange.handset(FIRST)

    await phone.texts(SUPPORT, "ack 1042")
    await phone.receives_sms("later")

    asked = application.asked["/later"][0]
    assert (asked["Body"], asked["ErrorCode"]) == ("ack 1042", "11200")


async def test_a_reply_may_come_from_another_document(exchange: Exchange, application: Application) -> None:
    application.url("/sms", "<Redirect>/elsewhere</Redirect>")
    application.url("/elsewhere", '<Message statusCallback="/told"><Body>Noted.</Body></Message>')
    application.url("/told")
    phone = exchange.handset(FIRST)

    await phone.texts(SUPPORT, "ack 1042")
    await phone.receives_sms("noted")
    await exchange.expect_quiet()

    assert [told["MessageStatus"] for told in application.asked["/told"]] == ["sent", "delivered"]


async def test_the_application_learns_of_a_stop_and_its_reply_goes_nowhere(
    exchange: Exchange, application: Application
) -> None:
    application.url("/sms", '<Message statusCallback="/told">Goodbye.</Message>')
    application.url("/told")
    phone = exchange.handset(FIRST)

    await phone.texts(SUPPORT, " stop ")
    await exchange.expect_quiet()

    assert application.asked["/sms"][0]["Body"] == " stop "
    assert [(told["MessageStatus"], told["ErrorCode"]) for told in application.asked["/told"]] == [
        ("failed", "21610")
    ]
    assert [sms.notice for sms in phone.sms] == [True]


@pytest.mark.parametrize("word", ["STOP", "StopAll", "unsubscribe", "END", "quit", "Cancel", "revoke", "OPTOUT"])
async def test_every_word_for_stopping_stops(exchange: Exchange, application: Application, word: str) -> None:
    application.url("/sms")

    await exchange.handset(FIRST).texts(SUPPORT, word)
    await exchange.expect_quiet()

    assert exchange.board.opted_out == {(SUPPORT, FIRST)}


async def test_a_text_that_the_carrier_filters_fails_with_its_code(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    phone = exchange.handset(FIRST)
    phone.receives_no_sms(error_code=30007, failed=True)
    order = {"To": FIRST, "From": SUPPORT, "Body": "x" * 161, "StatusCallback": application.url("/told")}

    created = await api.post("/Messages.json", data=order)
    await exchange.expect_quiet()

    assert created.json()["num_segments"] == "2"
    assert [(told["MessageStatus"], told["ErrorCode"]) for told in application.asked["/told"]] == [
        ("failed", "30007")
    ]
