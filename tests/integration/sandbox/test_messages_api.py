import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from dial2_sandbox.server import Sandbox
from tests.integration.sandbox.conftest import PHONE, SUPPORT
from tests.unit.sandbox.application import Application


async def test_a_text_is_delivered_and_told_of(sandbox: Sandbox, client: Client, application: Application) -> None:
    phone = sandbox.handset(PHONE)

    created = await client.messages.create_async(
        to=PHONE, from_=SUPPORT, body="Ticket 1042", status_callback=application.url("/status")
    )
    sms = await phone.receives_sms("1042")
    await sandbox.expect_quiet()

    assert created.status == "queued"
    assert (sms.other, sms.body) == (SUPPORT, "Ticket 1042")
    assert [told["MessageStatus"] for told in application.asked["/status"]] == ["sent", "delivered"]
    fetched = await client.messages(str(created.sid)).fetch_async()
    assert fetched.status == "delivered"


async def test_a_text_that_does_not_arrive_says_why(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    sandbox.handset(PHONE).receives_no_sms(error_code=30003)

    created = await client.messages.create_async(
        to=PHONE, from_=SUPPORT, body="Ticket 1042", status_callback=application.url("/status")
    )
    await sandbox.expect_quiet()

    last = application.asked["/status"][-1]
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30003")
    fetched = await client.messages(str(created.sid)).fetch_async()
    assert (fetched.status, fetched.error_code) == ("undelivered", 30003)


async def test_a_person_who_replied_stop_gets_nothing_more_until_start(sandbox: Sandbox, client: Client) -> None:
    phone = sandbox.handset(PHONE)
    await phone.texts(SUPPORT, "Stop")
    await sandbox.expect_quiet()

    with pytest.raises(TwilioRestException) as refused:
        await client.messages.create_async(to=PHONE, from_=SUPPORT, body="Ticket 1042")
    assert (refused.value.status, refused.value.code) == (400, 21610)

    await phone.texts(SUPPORT, "start")
    await sandbox.expect_quiet()
    await client.messages.create_async(to=PHONE, from_=SUPPORT, body="Ticket 1043")
    await phone.receives_sms("1043")


@pytest.mark.parametrize(
    ("to", "from_", "body", "code"),
    [
        ("12", SUPPORT, "x", 21211),
        (PHONE, "+15145550199", "x", 21606),
        (PHONE, SUPPORT, "", 21602),
        (PHONE, SUPPORT, "x" * 1601, 21617),
    ],
)
async def test_an_impossible_text_is_refused(client: Client, to: str, from_: str, body: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await client.messages.create_async(to=to, from_=from_, body=body)

    assert refused.value.code == code


async def test_a_landline_takes_no_texts(sandbox: Sandbox, client: Client) -> None:
    sandbox.handset(PHONE).is_a_landline()

    with pytest.raises(TwilioRestException) as refused:
        await client.messages.create_async(to=PHONE, from_=SUPPORT, body="Ticket 1042")

    assert refused.value.code == 21614


async def test_a_text_to_the_application_is_answered(sandbox: Sandbox, application: Application) -> None:
    application.url("/sms", lambda params: f"<Message>Noted: {params['Body']}</Message>")
    phone = sandbox.handset(PHONE)

    await phone.texts(SUPPORT, "ack 1042")

    reply = await phone.receives_sms("noted: ack 1042")
    assert reply.other == SUPPORT
    await sandbox.expect_quiet()


async def test_messages_are_listed_by_number(sandbox: Sandbox, client: Client) -> None:
    phone = sandbox.handset(PHONE)
    await client.messages.create_async(to=PHONE, from_=SUPPORT, body="Ticket 1042")
    await phone.receives_sms()

    assert [message.body for message in await client.messages.list_async(to=PHONE)] == ["Ticket 1042"]
    assert await client.messages.list_async(to="+15145550119") == []


async def test_a_text_that_waits_longer_than_it_is_valid_is_dropped(sandbox: Sandbox, client: Client) -> None:
    sandbox.handset(PHONE).receives_sms_late(seconds=60)
    sent = [
        await client.messages.create_async(to=PHONE, from_=SUPPORT, body="late", validity_period=seconds)
        for seconds in (59, 3600)
    ]
    await sandbox.exchange.settled()
    found = [await client.messages(message.sid).fetch_async() for message in sent]
    assert [(one.status, one.error_code) for one in found] == [("failed", 30036), ("delivered", None)]


async def test_a_validity_that_there_is_not_is_refused(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        await client.messages.create_async(to=PHONE, from_=SUPPORT, body="late", validity_period=36001)
    assert refusal.value.code == 20001


@pytest.mark.parametrize("code", [21214, 21215, 21216, 21408])
async def test_a_number_is_refused_with_the_code_that_a_test_wants(
    sandbox: Sandbox, client: Client, code: int
) -> None:
    sandbox.handset(PHONE).is_refused(code)
    with pytest.raises(TwilioRestException) as text:
        await client.messages.create_async(to=PHONE, from_=SUPPORT, body="hello")
    with pytest.raises(TwilioRestException) as call:
        await client.calls.create_async(to=PHONE, from_=SUPPORT, twiml="<Response/>")
    assert (text.value.code, call.value.code) == (code, code)
