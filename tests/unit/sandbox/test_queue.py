import httpx
import pytest

from dial2_sandbox.exchange.exchange import Exchange
from dial2_sandbox.exchange.rooms import Member, Queue
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import CALLER, FIRST, SECOND, SUPPORT

WAIT = '<Enqueue waitUrl="/wait" action="/left">support</Enqueue><Say>After the queue.</Say>'


async def test_a_waiting_caller_hears_the_place_in_the_queue(exchange: Exchange, application: Application) -> None:
    application.url("/voice", WAIT)
    application.url("/wait", lambda params: f"<Say>You are number {params['QueuePosition']}.</Say><Pause/>")

    first = await exchange.handset(FIRST).dials(SUPPORT)
    await first.hears("you are number 1")
    second = await exchange.handset(SECOND).dials(SUPPORT)
    await second.hears("you are number 2")
    await first.hangs_up()
    await second.hears("you are number 1")
    await second.hangs_up()


async def test_whoever_waits_longest_is_connected_first(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    application.url("/voice", WAIT)
    application.url("/wait", "<Say>Please hold.</Say>")
    application.url("/left", "<Say>Thank you for waiting.</Say>")
    first = await exchange.handset(CALLER).dials(SUPPORT)
    await first.hears("please hold")
    second = await exchange.handset(SECOND).dials(SUPPORT)
    await second.hears("please hold")

    twiml = "<Response><Dial><Queue>support</Queue></Dial></Response>"
    await api.post("/Calls.json", data={"To": FIRST, "From": SUPPORT, "Twiml": twiml})
    colleague = await exchange.handset(FIRST).rings()
    await colleague.answers()
    await first.is_connected()
    await colleague.says("Support.")
    await first.hears("support.")
    await colleague.hangs_up()
    await first.hears("thank you for waiting")
    await second.hangs_up()
    await exchange.settled()

    results = {asked["From"]: asked["QueueResult"] for asked in application.asked["/left"]}
    assert results == {CALLER: "bridged", SECOND: "hangup"}


async def test_a_caller_leaves_the_queue_by_a_key(exchange: Exchange, application: Application) -> None:
    application.url("/voice", WAIT)
    application.url(
        "/wait", '<Gather numDigits="1" action="/out"><Say>To leave a message, press 9.</Say></Gather>'
    )
    application.url("/out", "<Leave/>")
    application.url("/left", lambda params: f"<Say>You left: {params['QueueResult']}.</Say>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.hears("press 9")
    await call.presses("9")
    await call.hears("you left: leave")
    await call.ends()


async def test_a_caller_fetched_out_of_the_queue_by_the_api_goes_where_it_says(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    application.url("/voice", WAIT)
    application.url("/wait", "<Pause/>")
    application.url("/left", "<Say>Not spoken.</Say>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await exchange.changes.until(lambda: application.asked["/wait"], within=5)
    await api.post(f"/Calls/{call.sid}.json", data={"Twiml": "<Response><Say>Here we are.</Say></Response>"})
    await call.hears("here we are")
    await call.ends()
    await exchange.settled()

    assert [asked["QueueResult"] for asked in application.asked["/left"]] == ["redirected"]
    assert "Not spoken." not in [heard.text for heard in call.heard]


async def test_a_queued_caller_is_told_before_being_connected(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    application.url("/voice", "<Enqueue>support</Enqueue><Say>After the queue.</Say>")
    application.url("/connecting", "<Say>You are being connected.</Say>")
    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.hears("music")

    twiml = (
        '<Response><Dial action="/after"><Queue url="http://app.test/connecting">support</Queue></Dial></Response>'
    )
    answered = await api.post("/Calls.json", data={"To": FIRST, "From": SUPPORT, "Twiml": twiml})
    colleague = await exchange.handset(FIRST).rings()
    await colleague.answers()
    await call.hears("you are being connected")
    await call.is_connected()
    await call.hangs_up()
    await colleague.ends()

    assert application.asked["/connecting"][0]["DequeingCallSid"] == answered.json()["sid"]


async def test_an_empty_queue_and_one_that_never_was_are_told_apart(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", '<Dial action="/second"><Queue>unknown</Queue></Dial>')
    application.url("/second", '<Dial timeout="3" action="/after"><Queue>support</Queue></Dial>')
    application.url("/after", "<Hangup/>")
    exchange.board.queues["support"] = Queue("support")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.ends()

    assert application.asked["/second"][0]["DialCallStatus"] == "failed"
    assert application.asked["/after"][0]["DialCallStatus"] == "no-answer"


@pytest.mark.parametrize(
    ("leaves", "result"), [("hangs up", "bridged"), ("is redirected", "redirected-from-bridged")]
)
async def test_a_connected_caller_who_goes_frees_the_colleague(
    exchange: Exchange, application: Application, api: httpx.AsyncClient, leaves: str, result: str
) -> None:
    application.url("/voice", '<Enqueue action="/left">support</Enqueue>')
    application.url("/left")
    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.hears("music")
    twiml = "<Response><Dial><Queue>support</Queue></Dial><Say>The caller has gone.</Say></Response>"
    await api.post("/Calls.json", data={"To": FIRST, "From": SUPPORT, "Twiml": twiml})
    colleague = await exchange.handset(FIRST).rings()
    await colleague.answers()
    await call.is_connected()

    if leaves == "hangs up":
        await call.hangs_up()
    else:
        await api.post(f"/Calls/{call.sid}.json", data={"Twiml": "<Response><Say>Elsewhere.</Say></Response>"})
        await call.hears("elsewhere")
    await colleague.hears("the caller has gone")
    await exchange.settled()

    assert [asked["QueueResult"] for asked in application.asked["/left"]] == [result]


def test_the_average_wait_is_that_of_whoever_is_in_the_queue() -> None:
    queue = Queue("support")
    calls = [Exchange().board.open_call(from_=CALLER, to=SUPPORT, direction="inbound") for _ in range(3)]
    first, second, third = (Member(call, entered=at) for call, at in zip(calls, (10.0, 20.0, 40.0), strict=True))
    queue.members += [first, second, third]
    assert queue.average(50.0) == (40 + 30 + 10) / 3
    queue.release(first, 50.0)
    assert queue.average(60.0) == (40 + 20) / 2
    assert first.waited(60.0) == 40
    assert Queue("empty").average(50.0) == 0
