import httpx
import pytest

from dial2_sandbox.exchange.exchange import Exchange
from dial2_sandbox.handset.held_call import HeldCall, Unexpected
from dial2_sandbox.pace import Pace
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import CALLER, FIRST, SUPPORT

PAGE = '<Response><Gather numDigits="1"><Say>To acknowledge, press 4.</Say></Gather></Response>'


async def page(api: httpx.AsyncClient, twiml: str = PAGE) -> None:
    await api.post("/Calls.json", data={"To": FIRST, "From": SUPPORT, "Twiml": twiml})


async def test_a_call_that_nobody_expected_is_a_surprise(exchange: Exchange, api: httpx.AsyncClient) -> None:
    await page(api)

    with pytest.raises(Unexpected, match=r"\+15145550111 had a call from \+15145550100 that nobody expected"):
        await exchange.expect_quiet()


async def test_a_text_that_nobody_expected_is_a_surprise(exchange: Exchange, api: httpx.AsyncClient) -> None:
    await api.post("/Messages.json", data={"To": FIRST, "From": SUPPORT, "Body": "Ticket 1042"})

    with pytest.raises(Unexpected, match=r"(?s)received an SMS .* nobody expected:\n  Ticket 1042"):
        await exchange.expect_quiet()


async def test_a_call_still_open_is_no_quiet(exchange: Exchange, application: Application) -> None:
    application.url("/voice", '<Pause length="6000"/>')
    await exchange.handset(CALLER).dials(SUPPORT)

    with pytest.raises(Unexpected, match=r"still under way:\n  call CA\w+ from \+15145550123"):
        await exchange.expect_quiet(within=0.05)


async def test_a_telephone_that_does_not_ring_says_what_it_had_instead(
    exchange: Exchange, api: httpx.AsyncClient
) -> None:
    phone = exchange.handset(FIRST)
    await api.post("/Messages.json", data={"To": FIRST, "From": SUPPORT, "Body": "Ticket 1042"})
    await phone.receives_sms("1042")

    with pytest.raises(Unexpected, match=r"(?s)did not ring within 0\.01 s.*SMS from .*: Ticket 1042"):
        await phone.rings(within=0.01)


async def test_a_person_on_a_call_is_busy_for_the_next(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    application.url("/voice", '<Say>One moment.</Say><Pause length="6000"/>')
    call = await exchange.handset(FIRST).dials(SUPPORT)
    await exchange.changes.until(lambda: call.line.state == "answered", within=5)

    await page(api)
    await exchange.changes.until(lambda: list(exchange.board.calls.values())[-1].final, within=5)

    assert list(exchange.board.calls.values())[-1].status == "busy"


async def test_a_script_that_hears_something_else_fails_the_test(
    exchange: Exchange, api: httpx.AsyncClient
) -> None:
    async def expects_another_page(call: HeldCall) -> None:
        await call.hears("ticket 1043", within=0.05)
        await call.presses("4")

    exchange.handset(FIRST).answers_with(expects_another_page)
    await page(api, "<Response><Say>Ticket 1042.</Say></Response>")

    with pytest.raises(Unexpected, match=r"(?s)did not hear 'ticket 1043'.*said: Ticket 1042\."):
        await exchange.expect_quiet()


async def test_a_key_that_nobody_asks_for_fails_the_test(exchange: Exchange, api: httpx.AsyncClient) -> None:
    phone = exchange.handset(FIRST)
    await page(api, '<Response><Pause length="600"/></Response>')
    call = await phone.rings()

    with pytest.raises(Unexpected, match="nobody asked for key 4 within"):
        await call.presses("4", within=0.05)


async def test_what_was_heard_before_is_not_heard_again(exchange: Exchange, application: Application) -> None:
    application.url("/voice", "<Say>One moment.</Say><Say>One  Moment more.</Say>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.hears("one moment")
    await call.hears("one moment more")

    with pytest.raises(Unexpected, match="did not hear 'one moment'"):
        await call.hears("one moment")


async def test_only_a_number_of_the_account_can_be_dialed(exchange: Exchange) -> None:
    with pytest.raises(
        Unexpected, match=r"\+15145550199 is not a number of the account; these are: \+15145550100"
    ):
        await exchange.handset(CALLER).dials("+15145550199")


async def test_hanging_up_on_a_ringing_telephone_declines_the_call(
    exchange: Exchange, api: httpx.AsyncClient
) -> None:
    phone = exchange.handset(FIRST)
    await page(api)

    ringing = await phone.rings()
    await ringing.hangs_up()
    await exchange.expect_quiet()

    assert exchange.board.calls[ringing.sid].status == "busy"


async def test_who_picks_up_too_late_is_told_so(exchange: Exchange, api: httpx.AsyncClient) -> None:
    phone = exchange.handset(FIRST)
    await page(api)
    ringing = await phone.rings()
    exchange.board.advance(exchange.board.calls[ringing.sid], "canceled")

    with pytest.raises(Unexpected, match="could not answer: the ringing had stopped"):
        await ringing.answers()


async def test_an_entry_is_over_when_no_further_key_comes(exchange: Exchange, application: Application) -> None:
    application.url("/voice", '<Gather action="/ticket"><Say>Your ticket number?</Say></Gather>')
    application.url("/ticket", "<Hangup/>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.presses("1042")
    await call.ends()

    assert application.asked["/ticket"][0]["Digits"] == "1042"


async def test_who_picks_up_in_time_does_so_however_slow_the_machine_is(application: Application) -> None:
    """A ring is over here before a task has begun; on the telephone it lasts longer than the way to it."""
    async with Exchange(transport=application, pace=Pace(scale=1e-9, patience=5.0)) as exchange:
        exchange.add_number(SUPPORT, voice_url=application.url("/voice", f"<Dial>{FIRST}</Dial>"))
        exchange.handset(FIRST).answers_and_presses(after=19.0)
        call = await exchange.handset(CALLER).dials(SUPPORT)
        await call.ends()
        statuses = {each.to: each.status for each in exchange.board.calls.values()}
    assert statuses[FIRST] == "completed"
