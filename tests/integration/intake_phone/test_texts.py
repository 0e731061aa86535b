"""SMS to the support number."""

from dial2.events.ticket import ResolutionAgreed, TicketMerged
from tests.integration.intake_phone.office import CALLER, DESIGNATE, STRANGER, SUPPORT, Office, until

REQUEST = "0199f3a1-0000-7000-8000-000000000001"


async def test_a_text_from_staff_is_a_reply_and_no_request(office: Office) -> None:
    await office.sandbox.handset(DESIGNATE).texts(SUPPORT, "ack 42")
    [event] = await office.sees("staff.replied")
    assert (event.payload["person"], event.payload["text"], event.payload["opted"]) == (
        "designate",
        "ack 42",
        None,
    )
    assert event.actor == "designate"
    assert event.stream == f"text:{event.payload['message']}"


async def test_staff_who_opt_out_of_texts_say_so_in_the_event(office: Office) -> None:
    await office.sandbox.handset(DESIGNATE).texts(SUPPORT, " Stop ")
    [event] = await office.sees("staff.replied")
    assert event.payload["opted"] == "stop"


async def test_a_text_from_a_client_is_a_request(office: Office) -> None:
    await office.sandbox.handset(CALLER).texts(SUPPORT, "The kiosk at the gate is dark.")
    await office.sees("request.received")
    request = (await office.the("request.received")).payload
    assert (request["channel"], request["client"], request["language"]) == ("sms", "acme", "en")
    assert (request["text"], request["reply"]) == ("The kiosk at the gate is dark.",) * 2
    assert request["contact"]["number"] == CALLER


async def test_a_text_from_an_unknown_telephone_is_a_request_and_is_never_answered(office: Office) -> None:
    await office.sandbox.handset(STRANGER).texts(SUPPORT, "Nobody can clock in.")
    await office.sees("request.received")
    assert (await office.the("request.received")).payload["client"] is None
    await office.sandbox.expect_quiet()
    assert office.sandbox.handset(STRANGER).sms == []


async def test_a_repeated_text_opens_one_request(office: Office) -> None:
    text = {"MessageSid": "SM1", "From": STRANGER, "To": SUPPORT, "Body": "It is down."}
    answers = [await office.posts("/sms", **text) for _ in range(3)]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (200, '<?xml version="1.0" encoding="UTF-8"?><Response />')
    }
    assert await office.types() == ["request.received"]


async def test_a_customer_who_opts_out_is_kept_in_the_log_and_opens_nothing(office: Office) -> None:
    await office.sandbox.handset(CALLER).texts(SUPPORT, "STOP")
    await office.sees("request.ignored")
    assert (await office.the("request.ignored")).payload["why"] == "opt-out"


async def test_a_text_sent_while_postgres_is_away_is_a_request_later(office: Office) -> None:
    await office.gate.close()
    await office.sandbox.handset(CALLER).texts(SUPPORT, "Everything is slow.")
    await office.sandbox.exchange.settled()
    await office.gate.open()
    await office.sees("request.received")


async def about(office: Office) -> int | None:
    await office.sees("request.received")
    about: int | None = (await office.the("request.received")).payload["about"]
    return about


async def test_a_text_from_whoever_has_one_open_ticket_is_about_it(office: Office) -> None:
    await office.open_ticket(1042, REQUEST, caller=STRANGER)
    await office.contact_known(1042)
    await office.sandbox.handset(STRANGER).texts(SUPPORT, "It works again.")
    assert await about(office) == 1042


async def test_a_text_that_names_somebody_elses_ticket_is_a_request_of_its_own(office: Office) -> None:
    await office.open_ticket(1042, REQUEST, client="acme", caller=CALLER)
    await office.contact_known(1042)
    await office.sandbox.handset(STRANGER).texts(SUPPORT, "#1042 what about mine?")
    assert await about(office) is None


async def test_a_text_about_a_ticket_that_is_over_is_a_request_of_its_own(office: Office) -> None:
    await office.open_ticket(1042, REQUEST, caller=STRANGER)
    await office.contact_known(1042)
    await office.happens("ticket:1042", ResolutionAgreed(ticket=1042, by="client", default=False))

    async def over() -> bool:
        return not (await office.rows("SELECT open FROM intake_phone.contacts"))[0]["open"]

    await until(over)
    await office.sandbox.handset(STRANGER).texts(SUPPORT, "Another thing.")
    assert await about(office) is None


async def test_a_text_from_whoever_has_a_ticket_that_was_merged_is_about_the_one_that_goes_on(
    office: Office,
) -> None:
    await office.open_ticket(1042, REQUEST, caller=STRANGER)
    await office.open_ticket(1043, REQUEST[:-1] + "2", caller=CALLER)
    for ticket in (1042, 1043):
        await office.contact_known(ticket)
    await office.happens("ticket:1042", TicketMerged(ticket=1042, into=1043, by="duty-lead"))

    async def merged() -> bool:
        return bool(await office.rows("SELECT ticket FROM intake_phone.contacts WHERE merged_into = 1043"))

    await until(merged)
    await office.sandbox.handset(STRANGER).texts(SUPPORT, "Still dark.")
    assert await about(office) == 1043


async def test_start_is_the_carriers_word_as_well(office: Office) -> None:
    await office.sandbox.handset(STRANGER).texts(SUPPORT, "start")
    await office.sees("request.ignored")
    assert office.sandbox.handset(STRANGER).sms == []
