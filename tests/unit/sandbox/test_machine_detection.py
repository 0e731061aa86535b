import httpx
import pytest

from dial2_sandbox.exchange.exchange import Exchange
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import FIRST, SUPPORT


@pytest.mark.parametrize(
    ("machine", "mode", "answered_by"),
    [
        (False, "Enable", "human"),
        (True, "Enable", "machine_start"),
        (True, "DetectMessageEnd", "machine_end_beep"),
    ],
)
async def test_the_document_is_asked_for_knowing_who_answered(
    exchange: Exchange,
    application: Application,
    api: httpx.AsyncClient,
    *,
    machine: bool,
    mode: str,
    answered_by: str,
) -> None:
    phone = exchange.handset(FIRST)
    if machine:
        phone.voicemail_answers()
    else:
        phone.answers_and_presses()
    url = application.url("/page", "<Hangup/>")

    await api.post("/Calls.json", data={"To": FIRST, "From": SUPPORT, "Url": url, "MachineDetection": mode})
    await exchange.expect_quiet()

    assert application.asked["/page"][0]["AnsweredBy"] == answered_by


async def test_asynchronous_detection_asks_at_once_and_tells_later(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    exchange.handset(FIRST).voicemail_answers()
    order = {
        "To": FIRST,
        "From": SUPPORT,
        "Url": application.url("/page", '<Pause length="60"/>'),
        "MachineDetection": "Enable",
        "AsyncAmd": "true",
        "AsyncAmdStatusCallback": application.url("/amd"),
    }

    await api.post("/Calls.json", data=order)
    await exchange.expect_quiet()

    assert "AnsweredBy" not in application.asked["/page"][0]
    assert [told["AnsweredBy"] for told in application.asked["/amd"]] == ["machine_start"]
