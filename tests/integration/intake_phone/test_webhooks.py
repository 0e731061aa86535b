"""Webhooks that are forged, repeated, late or out of order."""

import asyncio
import hashlib
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx

from dial2_sandbox.exchange.exchange import AUTH_TOKEN
from dial2_sandbox.exchange.signature import sign
from tests.integration.intake_phone.office import CALLER, DESIGNATE, PREVIOUS_TOKEN, SUPPORT, Office

CALL = {"CallSid": "CA1", "From": CALLER, "To": SUPPORT, "CallStatus": "ringing"}


async def test_a_forged_webhook_is_refused_without_a_reason(office: Office) -> None:
    wrong_token = await office.posts("/voice/answer", token="guessed", **CALL)
    other_host = await office.posts("/voice/answer", signed_for="https://attacker.example.com", **CALL)
    async with httpx.AsyncClient() as client:
        unsigned = await client.post(f"{office.url}/voice/answer", data=CALL)
        spoofed = await client.post(
            f"{office.url}/sms", data=CALL, headers={"Host": "support.example.com", "X-Twilio-Signature": "x"}
        )
    answers = [wrong_token, other_host, unsigned, spoofed]
    assert [(answer.status_code, answer.json()["detail"]) for answer in answers] == [(403, "Forbidden")] * 4
    assert await office.log() == []


async def test_a_parameter_changed_on_the_way_is_refused(office: Office) -> None:
    path = "/voice/pressed?turn=1"
    signature = sign(AUTH_TOKEN, office.url + path, CALL | {"Digits": "1"})
    async with httpx.AsyncClient() as client:
        answer = await client.post(
            office.url + path, data=CALL | {"Digits": "2"}, headers={"X-Twilio-Signature": signature}
        )
    assert answer.status_code == 403


async def test_while_the_token_is_replaced_the_previous_one_is_accepted(office: Office) -> None:
    answer = await office.posts("/voice/answer", token=PREVIOUS_TOKEN, **CALL)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")


async def test_a_body_without_end_is_refused_unread(office: Office) -> None:
    answer = await office.posts("/sms", MessageSid="SM1", Body="x" * 100_000)
    assert answer.status_code == 413


async def test_a_repeated_webhook_gets_the_same_answer_and_appends_nothing_twice(office: Office) -> None:
    first = [
        await office.posts("/voice/answer", **CALL),
        await office.posts("/voice/pressed?turn=1", Digits="2", **CALL),
        await office.posts("/voice/rang?turn=2", DialCallStatus="no-answer", DialBridged="false", **CALL),
        await office.posts("/voice/recorded?turn=3", RecordingSid="RE1", RecordingDuration="3", **CALL),
    ]
    log = await office.log()
    again = [
        await office.posts("/voice/recorded?turn=3", RecordingSid="RE1", RecordingDuration="3", **CALL),
        await office.posts("/voice/rang?turn=2", DialCallStatus="no-answer", DialBridged="false", **CALL),
        await office.posts("/voice/pressed?turn=1", Digits="2", **CALL),
        await office.posts("/voice/answer", **CALL),
    ]
    assert [answer.text for answer in reversed(again)] == [answer.text for answer in first]
    assert len({answer.text for answer in first}) == 4
    assert await office.log() == log


async def test_a_webhook_repeated_while_the_first_is_being_answered_changes_nothing(office: Office) -> None:
    answers = await asyncio.gather(*(office.posts("/voice/answer", **CALL) for _ in range(5)))
    choices = await asyncio.gather(*(office.posts("/voice/pressed?turn=1", Digits="2", **CALL) for _ in range(5)))
    assert len({answer.text for answer in answers}) == len({choice.text for choice in choices}) == 1
    assert await office.types() == ["call.started", "call.choice", "request.received"]


async def test_a_step_of_a_call_that_nobody_knows_reaches_the_designate_and_is_a_request(office: Office) -> None:
    answer = await office.posts("/voice/rang?turn=2", DialCallStatus="no-answer", **CALL)
    assert f"{DESIGNATE}</Number>" in answer.text
    await office.sees("call.started", "request.received")


async def test_status_callbacks_in_any_order_end_a_call_once(office: Office) -> None:
    await office.posts("/voice/answer", **CALL)
    for status in ("completed", "ringing", "in-progress", "completed", "busy"):
        await office.posts("/voice/status", **CALL | {"CallStatus": status, "CallDuration": "42"})
    ended = (await office.the("call.ended")).payload
    assert (ended["status"], ended["seconds"]) == ("completed", 42)


async def test_a_transcript_before_its_recording_and_both_twice_are_recorded_once(office: Office) -> None:
    await office.posts("/voice/answer", **CALL)
    await office.posts("/voice/pressed?turn=1", Digits="2", **CALL)
    transcript = CALL | {
        "RecordingSid": "RE1",
        "TranscriptionStatus": "completed",
        "TranscriptionText": "All down.",
    }
    recording = CALL | {"RecordingSid": "RE1", "RecordingDuration": "7", "RecordingStatus": "completed"}
    for _ in range(2):
        await office.posts("/voice/transcript", **transcript)
        await office.posts("/voice/recording", **recording)
    types = await office.types()
    assert (types.count("voicemail.recorded"), types.count("voicemail.transcribed")) == (1, 1)


async def test_a_transcript_that_failed_leaves_the_recording(office: Office) -> None:
    await office.posts("/voice/answer", **CALL)
    recording = CALL | {"RecordingSid": "RE1", "RecordingDuration": "1", "RecordingStatus": "completed"}
    await office.posts("/voice/recording", **recording)
    failed = await office.posts("/voice/transcript", RecordingSid="RE1", TranscriptionStatus="failed", **CALL)
    assert failed.status_code == 200
    assert (await office.types())[-1] == "voicemail.recorded"


async def test_no_number_of_staff_stands_in_an_address(office: Office) -> None:
    await office.posts("/voice/answer", **CALL)
    ringing = await office.posts("/voice/pressed?turn=1", Digits="2", **CALL)
    addresses = [part.split('"')[1] for part in ringing.text.replace("action=", "url=").split("url=")[1:]]
    assert addresses == [
        "/voice/rang?turn=2",
        "/voice/whisper?call=CA1&amp;turn=2&amp;offer=0",
        "/voice/whisper?call=CA1&amp;turn=2&amp;offer=1",
    ]


async def test_a_call_that_is_over_before_we_were_asked_about_it_is_a_request_at_once(office: Office) -> None:
    await office.posts("/voice/status", **CALL | {"CallStatus": "no-answer", "CallDuration": "0"})
    assert await office.types() == ["call.started", "request.received", "call.ended"]
    await office.posts("/voice/answer", **CALL)
    assert len(await office.log()) == 3


async def test_a_key_that_comes_after_the_end_of_its_call_leaves_a_request(office: Office) -> None:
    await office.posts("/voice/answer", **CALL)
    await office.posts("/voice/status", **CALL | {"CallStatus": "completed", "CallDuration": "9"})
    assert await office.types() == ["call.started", "call.ended"]  # nothing was chosen, as far as anybody knew
    await office.posts("/voice/pressed?turn=1", Digits="2", **CALL)
    assert (await office.types())[2:] == ["request.received"]


async def test_a_callback_kept_for_more_than_a_day_is_refused(office: Office) -> None:
    await office.posts("/voice/answer", **CALL)
    ended = CALL | {"CallStatus": "completed", "CallDuration": "9"}
    old = format_datetime(datetime.now(UTC) - timedelta(hours=25))
    assert (await office.posts("/voice/status", Timestamp=old, **ended)).status_code == 403
    late = format_datetime(datetime.now(UTC) - timedelta(hours=23))
    assert (await office.posts("/voice/status", Timestamp=late, **ended)).status_code == 200
    assert await office.types() == ["call.started", "call.ended"]


async def test_a_json_body_counts_only_with_its_digest_in_the_signed_address(office: Office) -> None:
    body = json.dumps(CALL | {"CallStatus": "completed", "CallDuration": "9", "more": {"ignored": 1}}).encode()
    signed = f"/voice/status?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": sign(AUTH_TOKEN, office.url + signed, {})}
    async with httpx.AsyncClient(base_url=office.url) as client:
        changed = await client.post(signed, content=body.replace(b"9", b"8"), headers=headers)
        plain = {**headers, "X-Twilio-Signature": sign(AUTH_TOKEN, f"{office.url}/voice/status", {})}
        unnamed = await client.post("/voice/status", content=body, headers=plain)
        right = await client.post(signed, content=body, headers=headers)
    assert (changed.status_code, unnamed.status_code, right.status_code) == (403, 403, 200)
    assert (await office.the("call.ended")).payload["seconds"] == 9


async def test_the_providers_name_for_its_request_is_kept_with_the_answer(office: Office) -> None:
    signature = sign(AUTH_TOKEN, f"{office.url}/voice/answer", CALL)
    headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": "token-1"}
    async with httpx.AsyncClient() as client:
        await client.post(f"{office.url}/voice/answer", data=CALL, headers=headers)
    [row] = await office.rows("SELECT step, turn, token FROM intake_phone.webhook_answers")
    assert (row["step"], row["turn"], row["token"]) == ("answer", 0, "token-1")
