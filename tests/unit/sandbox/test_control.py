from collections.abc import AsyncIterator

import aiosmtplib
import httpx
import pytest

from dial2_sandbox.exchange.exchange import Exchange
from dial2_sandbox.mailbox.catcher import MailCatcher
from dial2_sandbox.web import control
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import CALLER, FIRST, SUPPORT

MENU = '<Gather numDigits="1" action="/choice"><Say>For support, dial 2.</Say></Gather>'


def client_from(exchange: Exchange, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(exchange.app, client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://exchange.test/sandbox")


@pytest.fixture
async def hand(exchange: Exchange) -> AsyncIterator[httpx.AsyncClient]:
    mail = MailCatcher()
    control.attach(exchange.app, exchange, mail, open_to_all=False)
    async with client_from(exchange, "127.0.0.1") as client:
        yield client
    await mail.stop()


async def test_a_caller_is_driven_over_http(hand: httpx.AsyncClient, application: Application) -> None:
    application.url("/voice", MENU)
    application.url("/choice", "<Record action='/recorded'/>")
    application.url("/recorded", "<Say>Thank you.</Say>")

    dialed = await hand.post(f"/phones/{CALLER}/dial", json={"to": SUPPORT})
    assert dialed.status_code == 201
    call = f"/calls/{dialed.json()['sid']}"
    assert (await hand.post(f"{call}/hear", json={"text": "dial 2"})).json()["listens"] == ["keys"]
    await hand.post(f"{call}/press", json={"keys": "2"})
    await hand.post(f"{call}/record", json={"text": "The kiosk is down.", "seconds": 12})
    await hand.post(f"{call}/hear", json={"text": "thank you"})
    ended = await hand.post(f"{call}/end")

    assert ended.json()["state"] == "ended"
    assert (await hand.post("/quiet")).status_code == 200
    assert application.asked["/recorded"][0]["RecordingDuration"] == "12"


async def test_a_step_that_does_not_come_about_answers_with_the_transcript(
    hand: httpx.AsyncClient, application: Application
) -> None:
    application.url("/voice", MENU)
    sid = (await hand.post(f"/phones/{CALLER}/dial", json={"to": SUPPORT})).json()["sid"]

    failed = await hand.post(f"/calls/{sid}/hear", json={"text": "dial 9", "within": 0.05})

    assert failed.status_code == 409
    assert "For support, dial 2." in failed.json()["error"]


async def test_a_telephone_is_told_how_to_behave(
    hand: httpx.AsyncClient, exchange: Exchange, api: httpx.AsyncClient
) -> None:
    given = await hand.put(
        f"/phones/{FIRST}",
        json={"name": "on call", "behaviour": {"kind": "answers", "presses": ["4"], "after": 3}},
    )
    assert (given.json()["name"], given.json()["behaviour"]) == ("on call", "answers")

    twiml = '<Response><Gather numDigits="1"><Say>Press 4.</Say></Gather></Response>'
    await api.post("/Calls.json", data={"To": FIRST, "From": SUPPORT, "Twiml": twiml})
    await exchange.settled()

    (phone,) = (await hand.get("/phones")).json()
    assert phone["calls"][0]["heard"][0]["text"] == "Press 4."


async def test_texts_go_both_ways(hand: httpx.AsyncClient, application: Application) -> None:
    application.url("/sms", "<Message>Noted.</Message>")

    await hand.post(f"/phones/{FIRST}/text", json={"to": SUPPORT, "body": "ack 1042"})
    received = await hand.post(f"/phones/{FIRST}/sms", json={"contains": "noted"})

    assert received.json()["body"] == "Noted."
    assert application.asked["/sms"][0]["Body"] == "ack 1042"


async def test_what_the_application_was_asked_and_did_wrong_can_be_read(
    hand: httpx.AsyncClient, application: Application
) -> None:
    application.url("/voice", httpx.Response(500))
    sid = (await hand.post(f"/phones/{CALLER}/dial", json={"to": SUPPORT})).json()["sid"]
    await hand.post(f"/calls/{sid}/end")

    (webhook,) = (await hand.get("/webhooks")).json()
    (alert,) = (await hand.get("/alerts")).json()

    assert (webhook["url"], webhook["outcome"]) == (application.base + "/voice", 500)
    assert alert["code"] == 11200


async def test_a_body_that_does_not_fit_is_explained(hand: httpx.AsyncClient) -> None:
    answer = await hand.post("/faults", json={"on": "calls.create", "do": "explode"})

    assert answer.status_code == 422
    assert "explode" in answer.json()["error"]


async def test_other_machines_are_shown_the_door(hand: httpx.AsyncClient, exchange: Exchange) -> None:
    assert (await hand.get("/phones")).status_code == 200
    async with client_from(exchange, "192.0.2.7") as stranger:
        refused = await stranger.get("/phones")

    assert refused.status_code == 403
    assert "DIAL2_SANDBOX_CONTROL_OPEN" in refused.json()["error"]


async def test_two_people_talk_over_http(hand: httpx.AsyncClient, application: Application) -> None:
    application.url("/voice", f"<Gather input='speech' action='/choice'/><Dial>{FIRST}</Dial>")
    await hand.put(f"/phones/{FIRST}", json={})
    caller = f"/calls/{(await hand.post(f'/phones/{CALLER}/dial', json={'to': SUPPORT})).json()['sid']}"
    assert (await hand.get(caller)).json()["incoming"] is False
    assert (await hand.post(f"{caller}/silence")).status_code == 200

    rung = await hand.post(f"/phones/{FIRST}/ring")
    colleague = f"/calls/{rung.json()['sid']}"
    assert (await hand.post(f"{colleague}/answer")).json()["state"] == "answered"
    assert (await hand.post(f"{caller}/connected")).json()["connected"] is True
    await hand.post(f"{colleague}/say", json={"text": "Support."})
    assert (await hand.post(f"{caller}/hear", json={"text": "support."})).json()["heard"][-1]["by"] == "party"
    assert (await hand.post(f"{colleague}/hangup")).json()["state"] == "ended"
    await hand.post(f"{caller}/end")
    assert (await hand.post("/quiet")).json() == {}


async def test_a_ringing_telephone_is_declined_over_http(
    hand: httpx.AsyncClient, application: Application
) -> None:
    application.url("/voice", f'<Dial action="/after">{FIRST}</Dial>')
    application.url("/after", "<Hangup/>")
    await hand.put(f"/phones/{FIRST}", json={"sms": {"status": "undelivered", "error_code": 30003}})
    caller = f"/calls/{(await hand.post(f'/phones/{CALLER}/dial', json={'to': SUPPORT})).json()['sid']}"

    rung = await hand.post(f"/phones/{FIRST}/ring")
    await hand.post(f"/calls/{rung.json()['sid']}/decline")
    await hand.post(f"{caller}/end")

    assert application.asked["/after"][0]["DialCallStatus"] == "busy"
    assert (await hand.get(f"/phones/{FIRST}")).json()["calls"][0]["state"] == "ended"


async def test_an_unknown_call_cannot_be_held(hand: httpx.AsyncClient) -> None:
    answer = await hand.get("/calls/CA0")

    assert (answer.status_code, answer.json()["error"]) == (404, "no telephone has a call CA0")


async def test_numbers_and_faults_are_put_over_http(hand: httpx.AsyncClient, exchange: Exchange) -> None:
    await hand.put("/numbers/+15145550101", json={"voice_url": "http://app.test/second"})
    await hand.post("/faults", json={"on": "messages.create", "do": "refuse-429"})

    assert (await hand.get("/numbers")).json() == [SUPPORT, "+15145550101"]
    assert [fault.on for fault in exchange.faults.planned] == ["messages.create"]


async def test_the_mail_server_is_seen_and_steered_over_http(hand: httpx.AsyncClient, exchange: Exchange) -> None:
    mail: MailCatcher = exchange.app.state.mail
    await hand.put("/mail/behaviour", json={"away": False, "slow": 0, "refuse": "451 Later"})
    message = b"Subject: Ticket 1042\r\nTo: client@example.com\r\n\r\nHello\r\n"
    async with aiosmtplib.SMTP(hostname=mail.host, port=mail.port) as client:
        with pytest.raises(aiosmtplib.SMTPDataError, match="Later"):
            await client.sendmail("support@example.com", ["client@example.com"], message)
        await client.sendmail("support@example.com", ["client@example.com"], message)

    (kept,) = (await hand.get("/mail")).json()
    read = await hand.get("/mail", params={"to": "client@example.com", "subject": "1042"})
    missed = await hand.get("/mail", params={"to": "client@example.com"})
    assert (kept["subject"], read.json()["text"], missed.status_code) == ("Ticket 1042", "Hello\n", 409)
    await hand.delete("/mail")
    assert (await hand.get("/mail")).json() == []
