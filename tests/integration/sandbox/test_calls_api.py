from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from dial2_sandbox.server import Sandbox
from tests.integration.sandbox.conftest import PHONE, SUPPORT
from tests.unit.sandbox.application import Application

EVENTS = ["initiated", "ringing", "answered", "completed"]
PAGE = '<Gather numDigits="1" action="/ack"><Say>Ticket 1042. To acknowledge, press 4.</Say></Gather>'


async def test_a_page_is_heard_acknowledged_and_told_of_in_order(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    application.url("/ack", "<Say>Acknowledged.</Say>")
    phone = sandbox.handset(PHONE)

    created = await client.calls.create_async(
        to=PHONE,
        from_=SUPPORT,
        url=application.url("/page", PAGE),
        status_callback=application.url("/status"),
        status_callback_event=EVENTS,
    )
    call = await phone.rings()
    await call.hears("press 4")
    await call.presses("4")
    await call.hears("acknowledged")
    await call.ends()
    await sandbox.expect_quiet()

    assert created.status == "queued"
    told = application.asked["/status"]
    assert [callback["CallStatus"] for callback in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert [callback["SequenceNumber"] for callback in told] == ["0", "1", "2", "3"]
    assert {callback["CallSid"] for callback in told} == {created.sid}
    assert application.asked["/ack"][0]["Digits"] == "4"
    fetched = await client.calls(str(created.sid)).fetch_async()
    assert fetched.status == "completed"


async def test_webhooks_over_the_wire_bear_a_valid_signature(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    sandbox.handset(PHONE).answers_and_presses()
    url = application.url("/page?attempt=7", "")
    application.url("/page", "<Hangup/>")

    await client.calls.create_async(to=PHONE, from_=SUPPORT, url=url)
    await sandbox.expect_quiet()

    request = application.requests[0]
    validator = RequestValidator(sandbox.settings.auth_token.get_secret_value())
    params = {name: value for name, value in application.asked["/page"][0].items() if name != "attempt"}
    assert validator.validate(url, params, request.headers["X-Twilio-Signature"])


@pytest.mark.parametrize(
    ("to", "from_", "code"),
    [("5145550111", SUPPORT, 21211), (PHONE, "+15145550199", 21210)],
)
async def test_a_call_between_impossible_numbers_is_refused(
    client: Client, application: Application, to: str, from_: str, code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await client.calls.create_async(to=to, from_=from_, url=application.url("/page"))

    assert (refused.value.status, refused.value.code) == (400, code)


async def test_a_wrong_token_is_refused(sandbox: Sandbox, client: Client) -> None:
    intruder = Client(sandbox.settings.account_sid, "another token", http_client=client.http_client)
    intruder.api.base_url = sandbox.base_url

    with pytest.raises(TwilioRestException) as refused:
        await intruder.calls.create_async(to=PHONE, from_=SUPPORT, twiml="<Response/>")

    assert (refused.value.status, refused.value.code) == (401, 20003)


async def test_an_unknown_call_is_not_found(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await client.calls("CA" + "f" * 32).fetch_async()

    assert (refused.value.status, refused.value.code) == (404, 20404)


async def test_a_ringing_call_is_canceled(sandbox: Sandbox, client: Client, application: Application) -> None:
    phone = sandbox.handset(PHONE)
    created = await client.calls.create_async(to=PHONE, from_=SUPPORT, url=application.url("/page", PAGE))
    ringing = await phone.rings()

    await client.calls(str(created.sid)).update_async(status="canceled")
    await ringing.ends()

    fetched = await client.calls(str(created.sid)).fetch_async()
    assert fetched.status == "canceled"
    assert application.asked["/page"] == []


async def test_a_call_in_progress_is_given_another_document(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    phone = sandbox.handset(PHONE)
    created = await client.calls.create_async(to=PHONE, from_=SUPPORT, url=application.url("/page", PAGE))
    call = await phone.rings()
    await call.hears("ticket 1042")

    await client.calls(str(created.sid)).update_async(twiml="<Response><Say>Somebody has it.</Say></Response>")

    await call.hears("somebody has it")
    await call.ends()


async def test_a_call_that_is_over_cannot_be_redirected(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    sandbox.handset(PHONE).is_busy()
    created = await client.calls.create_async(to=PHONE, from_=SUPPORT, url=application.url("/page"))
    await sandbox.expect_quiet()

    with pytest.raises(TwilioRestException) as refused:
        await client.calls(str(created.sid)).update_async(twiml="<Response/>")

    assert refused.value.code == 21220


async def test_calls_are_listed_by_number_time_and_status(sandbox: Sandbox, client: Client) -> None:
    sandbox.handset(PHONE).does_not_answer()
    other = "+15145550112"
    sandbox.handset(other).is_unreachable()
    before = datetime.now(UTC) - timedelta(seconds=5)
    for number in (PHONE, other):
        await client.calls.create_async(to=number, from_=SUPPORT, twiml="<Response/>", timeout=20)
    await sandbox.expect_quiet()

    unanswered = await client.calls.list_async(to=PHONE, start_time_after=before)
    failed = await client.calls.list_async(status="failed")
    later = await client.calls.list_async(start_time_after=datetime.now(UTC) + timedelta(minutes=1))

    assert [(call.to, call.status) for call in unanswered] == [(PHONE, "no-answer")]
    assert [(call.to, call.status) for call in failed] == [(other, "failed")]
    assert later == []


async def test_a_long_list_comes_in_pages(sandbox: Sandbox, client: Client) -> None:
    sandbox.handset(PHONE).is_busy()
    for _ in range(5):
        await client.calls.create_async(to=PHONE, from_=SUPPORT, twiml="<Response/>")
    await sandbox.expect_quiet()

    calls = await client.calls.list_async(page_size=2)

    assert len({call.sid for call in calls}) == 5


async def test_keys_are_sent_to_whoever_answers_before_the_document(sandbox: Sandbox, client: Client) -> None:
    await client.calls.create_async(
        to=PHONE,
        from_=SUPPORT,
        send_digits="ww104",
        twiml="<Response><Say>Hello</Say></Response>",
    )
    phone = await sandbox.handset(PHONE).rings()
    await phone.hears("tones 104")
    await phone.hears("Hello")
    await phone.ends()
