"""dial2 tries itself: the whole way, through every process, to a telephone and back."""

import json

from tests.acceptance.house import CUSTOMER, House

LINE = "+15145550119"
PROBED = f"""
[probe]
person = "probe"

[people.probe]
sms = "{LINE}"
"""


async def test_a_probe_comes_through_and_nobody_but_the_test_contact_notices(house: House) -> None:
    house.roster.write_text(house.roster.read_text("utf-8") + PROBED, "utf-8")
    passed = await house.event("probe.passed", within_seconds=60)
    ticket = passed["ticket"]
    sms = await house.sandbox.handset(LINE).receives_sms(str(ticket))
    assert sms.body
    opened = await house.event("ticket.opened", ticket=ticket)
    assert (opened["silent"], opened["probe"]) == (True, passed["probe"])
    await house.event("resolution.agreed", ticket=ticket, by="probe")
    assert (await house.event("page.closed", ticket=ticket))["why"] == "the resolution was agreed"
    assert {attempt["person"] for attempt in await house.payloads("page.attempted")} == {"probe"}
    assert await house.payloads("clocks.started") == []
    assert house.sandbox.mail.mails == []

    said = await house.command("probe")
    assert said.startswith(f"passed: ticket {ticket + 1}, ")
    await house.mail("Urgent Service Issue", "Nobody can sign in.", sender=CUSTOMER)
    await house.event("clocks.started", ticket=ticket + 2)
    status = json.loads(await house.command("status", "--json"))
    told = {fact["name"]: fact["value"] for fact in status["facts"]}
    assert "passed in" in told["last probe"]
    assert {each["processes"] for each in status["services"]} == {1}
    await house.sandbox.handset(LINE).receives_sms(str(ticket + 1))
