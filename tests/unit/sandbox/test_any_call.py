"""Whatever a document says and a person does, a call comes to an end and leaves nothing behind."""

from collections.abc import Awaitable, Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from dial2_sandbox.changes import Changes
from dial2_sandbox.exchange.exchange import Exchange
from dial2_sandbox.handset.held_call import HeldCall, Unexpected
from dial2_sandbox.handset.line import Ear, Line
from dial2_sandbox.pace import Pace
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import CALLER, FIRST, SECOND, SUPPORT

SOON = 0.005

VERBS = [
    "<Say>Good morning.</Say>",
    '<Pause length="2"/>',
    '<Gather numDigits="1" action="/next"><Say>Press a key.</Say></Gather>',
    '<Gather input="speech" action="/next"/>',
    '<Record action="/next" recordingStatusCallback="/told"/>',
    f'<Dial action="/next" timeout="5">{FIRST}</Dial>',
    f'<Dial><Number url="/whisper">{FIRST}</Number><Number>{SECOND}</Number></Dial>',
    '<Enqueue waitUrl="/wait" action="/next">support</Enqueue>',
    '<Dial timeout="5"><Queue>support</Queue></Dial>',
    "<Dial><Conference>room</Conference></Dial>",
    "<Redirect>/next</Redirect>",
    "<Hangup/>",
    "<Reject/>",
]

STEPS: dict[str, Callable[[HeldCall], Awaitable[None]]] = {
    "press": lambda call: call.presses("1", within=SOON),
    "speak": lambda call: call.says("hello", within=SOON),
    "record": lambda call: call.records("hello", seconds=3, within=SOON),
    "stop recording": lambda call: call.records("hel", seconds=1, ends="hangup", within=SOON),
    "say nothing": lambda call: call.stays_silent(within=SOON),
    "listen": lambda call: call.hears("good morning", within=SOON),
}


@settings(max_examples=60, deadline=None)
@given(
    documents=st.lists(st.lists(st.sampled_from(VERBS), max_size=4), min_size=2, max_size=4),
    steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=5),
    first=st.sampled_from(["does_not_answer", "is_busy", "voicemail_answers", "declines", "is_unreachable"]),
)
async def test_a_call_that_is_hung_up_is_over_and_done(
    documents: list[list[str]], steps: list[str], first: str
) -> None:
    application = Application()
    remaining = iter(documents[1:])
    application.url("/voice", "".join(documents[0]))
    application.url("/next", lambda _: "".join(next(remaining, ["<Hangup/>"])))
    application.url("/wait", "<Pause/>")
    application.url("/whisper", "<Hangup/>")
    application.url("/told")
    async with Exchange(transport=application, pace=Pace(scale=0.0001, patience=0.02)) as exchange:
        exchange.add_number(SUPPORT, voice_url=application.base + "/voice")
        getattr(exchange.handset(FIRST), first)()
        exchange.handset(SECOND).does_not_answer()
        call = await exchange.handset(CALLER).dials(SUPPORT)
        for step in steps:
            try:
                await STEPS[step](call)
            except Unexpected:
                break  # what the document does not offer cannot be done
        await call.hangs_up()
        await exchange.settled()

        board = exchange.board
        assert all(made.final and made.line.ended for made in board.calls.values())
        assert all(not queue.members for queue in board.queues.values())
        assert all(not conference.members for conference in board.conferences.values())
        assert board.failures == []


@given(keys=st.text("0123456789*#", max_size=12), limit=st.integers(1, 6))
def test_keys_are_taken_in_order_and_none_is_lost(keys: str, limit: int) -> None:
    ear = Ear(keys=True, limit=limit, finish="#")
    line = Line(sid="CA1", number=FIRST, other=SUPPORT, incoming=True, changes=Changes())

    with line.listening(ear):
        left = line.press(keys)

    entry = keys[: len(keys) - len(left)]
    assert ear.digits == entry.removesuffix("#")
    assert len(ear.digits) <= limit
    assert ear.complete == (entry.endswith("#") or len(entry) == limit)
    assert ear.complete or not left
