from dial2_sandbox.exchange.calls import Call
from dial2_sandbox.exchange.exchange import Exchange
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import CALLER, FIRST, SECOND, SUPPORT

WHISPER = '<Gather numDigits="1" action="/accept"><Say>A caller for support. Press 1.</Say></Gather><Hangup/>'


def dial_to(exchange: Exchange, number: str) -> Call:
    return next(call for call in exchange.board.calls.values() if call.to == number)


async def test_both_parties_hear_each_other_and_the_action_learns_of_it(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", f'<Dial action="/after">{FIRST}</Dial>')
    application.url("/after", "<Say>Goodbye.</Say>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    colleague = await exchange.handset(FIRST).rings()
    await colleague.answers()
    await colleague.says("Support, good morning.")
    await call.hears("good morning")
    await call.says("The kiosk is down.")
    await colleague.hears("kiosk is down")
    await colleague.hangs_up()
    await call.hears("goodbye")
    await call.ends()
    await exchange.expect_quiet()

    after = application.asked["/after"][0]
    assert (after["DialCallStatus"], after["DialBridged"]) == ("completed", "true")
    assert after["DialCallSid"] == dial_to(exchange, FIRST).sid
    assert dial_to(exchange, FIRST).status == "completed"


async def test_a_caller_keeps_ringing_until_the_bridge_where_the_document_says_so(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", f'<Dial answerOnBridge="true"><Number url="/whisper">{FIRST}</Number></Dial>')
    application.url("/whisper", WHISPER)
    application.url("/accept", "")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    colleague = await exchange.handset(FIRST).rings()
    await colleague.hears("press 1")
    assert exchange.board.calls[call.sid].status == "ringing"
    await colleague.presses("1")
    await call.is_connected()
    assert exchange.board.calls[call.sid].status == "in-progress"
    await call.hangs_up()
    await colleague.ends()


async def test_voicemail_that_never_presses_a_key_is_not_connected(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", f'<Dial action="/after"><Number url="/whisper">{FIRST}</Number></Dial>')
    application.url("/whisper", WHISPER)
    application.url("/after", "<Say>Nobody is free.</Say>")
    exchange.handset(FIRST).voicemail_answers()

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.hears("nobody is free", within=10)
    await call.ends()

    after = application.asked["/after"][0]
    assert (after["DialCallStatus"], after["DialBridged"]) == ("completed", "false")


async def test_of_two_telephones_that_ring_the_one_that_accepts_first_is_connected(
    exchange: Exchange, application: Application
) -> None:
    application.url(
        "/voice",
        f'<Dial><Number url="/whisper">{FIRST}</Number><Number url="/whisper">{SECOND}</Number></Dial>',
    )
    application.url("/whisper", WHISPER)
    application.url("/accept", "")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    hesitant = await exchange.handset(FIRST).rings()
    await hesitant.hears("press 1")
    quick = await exchange.handset(SECOND).rings()
    await quick.presses("1")
    await call.is_connected()
    await hesitant.ends()
    await quick.says("Support.")
    await call.hears("support.")
    await quick.hangs_up()
    await exchange.expect_quiet()


async def test_a_telephone_nobody_picks_up_stops_ringing_after_the_timeout(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", f'<Dial timeout="20" action="/after">{FIRST}</Dial>')
    application.url("/after", "<Hangup/>")
    exchange.handset(FIRST).does_not_answer()

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.ends()

    assert application.asked["/after"][0]["DialCallStatus"] == "no-answer"


async def test_busy_and_unreachable_telephones_are_told_apart(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", f'<Dial action="/next">{FIRST}</Dial>')
    application.url("/next", f'<Dial action="/after">{SECOND}</Dial>')
    application.url("/after", "<Hangup/>")
    exchange.handset(FIRST).is_busy()
    exchange.handset(SECOND).is_unreachable()

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.ends()

    assert application.asked["/next"][0]["DialCallStatus"] == "busy"
    assert application.asked["/after"][0]["DialCallStatus"] == "failed"


async def test_a_caller_who_gives_up_stops_the_ringing(exchange: Exchange, application: Application) -> None:
    application.url("/voice", f"<Dial>{FIRST}</Dial>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    ringing = await exchange.handset(FIRST).rings()
    await call.hangs_up()
    await ringing.ends()
    await exchange.expect_quiet()

    assert dial_to(exchange, FIRST).status == "canceled"


async def test_the_progress_of_a_dialed_number_is_told(exchange: Exchange, application: Application) -> None:
    events = "initiated ringing answered completed"
    application.url(
        "/voice",
        f'<Dial><Number statusCallback="/leg" statusCallbackEvent="{events}">{FIRST}</Number></Dial>',
    )
    application.url("/leg")
    exchange.handset(FIRST).declines()

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.ends()
    await exchange.expect_quiet()

    told = application.asked["/leg"]
    assert [leg["CallStatus"] for leg in told] == ["initiated", "ringing", "busy"]
    assert {leg["ParentCallSid"] for leg in told} == {call.sid}


async def test_a_conference_lets_all_hear_each_other_and_ends_with_its_host(
    exchange: Exchange, application: Application
) -> None:
    host = "+15145550101"
    exchange.add_number(host, voice_url=application.url("/host"))
    application.url("/voice", '<Dial><Conference startConferenceOnEnter="false">war room</Conference></Dial>')
    application.url("/host", '<Dial><Conference endConferenceOnExit="true">war room</Conference></Dial>')

    guest = await exchange.handset(CALLER).dials(SUPPORT)
    await guest.hears("waiting for the conference")
    chair = await exchange.handset(FIRST).dials(host)
    await chair.is_connected()
    await chair.says("Who is here?")
    await guest.hears("who is here")
    await chair.hangs_up()
    await guest.ends()
    await exchange.expect_quiet()


async def test_a_conversation_ends_when_its_time_is_over(exchange: Exchange, application: Application) -> None:
    application.url("/voice", f'<Dial timeLimit="30" action="/after">{FIRST}</Dial>')
    application.url("/after", "<Play>/music.mp3</Play><Hangup/>")

    call = await exchange.handset(CALLER).dials(SUPPORT)
    colleague = await exchange.handset(FIRST).rings()
    await colleague.answers()
    await colleague.ends()
    await call.hears("plays http://app.test/music.mp3")
    await call.ends()

    assert int(application.asked["/after"][0]["DialCallDuration"]) >= 30


async def test_a_machine_on_a_dialed_number_is_told_of(exchange: Exchange, application: Application) -> None:
    application.url(
        "/voice",
        f'<Dial><Number url="/whisper" machineDetection="Enable" amdStatusCallback="/amd">{FIRST}</Number></Dial>',
    )
    application.url("/whisper", '<Pause length="30"/><Hangup/>')
    application.url("/amd")
    exchange.handset(FIRST).voicemail_answers()

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.ends()
    await exchange.expect_quiet()

    assert [told["AnsweredBy"] for told in application.asked["/amd"]] == ["machine_start"]
