"""Calls out of hours, from the greeting to a person, and hanging up at every step: through real processes."""

from datetime import timedelta

from dial2 import clock
from dial2_sandbox.handset.held_call import HeldCall
from tests.acceptance.house import FIRST, NUMBER, SECOND, House
from tests.polling import eventually

CLIENT = "+15145550142"  # North Gate's


async def accepts(call: HeldCall) -> None:
    await call.hears("press 4 to acknowledge")
    await call.presses("4")
    await call.hears("its caller is on hold")
    await call.ends(within=60)


async def takes_the_caller(call: HeldCall) -> None:
    await call.hears("a caller is on hold for you")
    await call.presses("4")
    await call.ends(within=60)


async def dials(house: House, number: str, *keys: str) -> HeldCall:
    call = await house.sandbox.handset(number).dials(NUMBER)
    for key in keys:
        await call.hears("press")
        await call.presses(key)
    return call


async def test_a_system_that_is_down_at_night_reaches_the_designate_by_a_page(house: House) -> None:
    await house.at_night()
    house.sandbox.handset(SECOND).answers_with(accepts)

    call = await dials(house, CLIENT, "2", "1")
    await call.hears("your request is recorded")
    waiting = await house.event("call.waiting")
    ticket = int(str((await house.event("ticket.opened", channel="phone"))["ticket"]))
    await call.is_connected(within=60)

    acknowledged = await house.event("page.acknowledged", ticket=ticket)
    assert (acknowledged["person"], acknowledged["how"]) == ("second-line", "digit")
    assert (await house.event("call.waited", request=waiting["request"]))["why"] == "bridged"
    await house.sandbox.handset(FIRST).receives_sms("acknowledged by second-line", within=30)

    await clock.advance(house.scratch.owner_url, timedelta(seconds=30))
    assert (await house.event("call.connected", request=waiting["request"]))["person"] == "second-line"
    assert (await house.event("callback.made", ticket=ticket))["by"] == "second-line"
    await call.hangs_up()
    await house.event("call.ended", call=waiting["call"])
    assert (await house.event("clock.met", ticket=ticket, clock="call_back"))["breached"] is False
    assert await house.faults() == []


async def test_whoever_acknowledges_by_text_is_called_for_the_caller_on_hold(house: House) -> None:
    await house.at_night()
    first = house.sandbox.handset(FIRST)
    call = await dials(house, CLIENT, "2", "1")
    await house.event("call.waiting")
    await first.receives_sms("reply ack", within=30)
    await house.event("page.failed", person="first-line", channel="voice")
    first.answers_with(takes_the_caller)
    await first.texts(NUMBER, "ack")
    await call.is_connected(within=60)
    assert (await house.event("page.acknowledged"))["how"] == "sms"
    await call.hangs_up()


async def test_hanging_up_at_any_step_after_the_choice_is_one_ticket(house: House) -> None:
    await house.at_night()
    steps = {
        ("2",): ("if your system is down", "major"),  # who may well have meant it
        ("2", "1"): ("your request is recorded", "critical"),
        ("2", "1", "*"): ("to leave a message, press 1", "critical"),
        ("2", "1", "*", "1"): ("please leave a message", "critical"),
        ("2", "5"): ("please leave a message", "low"),
    }
    greeted = await dials(house, "+15145550190")
    await greeted.hears("press 2")
    await greeted.hangs_up()
    severities: dict[str, str] = {}
    for caller, (keys, (heard, severity)) in enumerate(steps.items(), 1):
        number = f"+1514555019{caller}"
        call = await dials(house, number, *keys)
        await call.hears(heard)
        await call.hangs_up()
        severities[number] = severity
    await eventually(lambda: house.count("call.ended", len(steps) + 1), within_seconds=60)
    await eventually(lambda: house.count("ticket.opened", len(steps)), within_seconds=60)

    opened = {payload["ticket"]: payload["contact"]["number"] for payload in await house.payloads("ticket.opened")}
    assert sorted(opened.values()) == sorted(severities)

    async def as_chosen() -> bool:
        assigned = {opened[each["ticket"]]: each["severity"] for each in await house.payloads("severity.assigned")}
        return assigned == severities

    await eventually(as_chosen, within_seconds=60)
    waited = sorted(payload["why"] for payload in await house.payloads("call.waited"))
    assert waited == ["caller-hung-up", "caller-hung-up", "message"]
    assert await house.faults() == []
