"""Recording a whole call that the application ordered with `Record`."""

from collections.abc import Iterator
from contextlib import contextmanager

from dial2_sandbox.exchange.calls import Call, RecordingPlan
from dial2_sandbox.exchange.recordings import Recording
from dial2_sandbox.exchange.switchboard import Switchboard


@contextmanager
def recorded(board: Switchboard, call: Call) -> Iterator[None]:
    """From the answer to the end, where it was asked for; a call of no length leaves no recording."""
    plan = call.recording
    if plan is None:
        yield
        return
    recording = Recording(
        account_sid=board.account_sid,
        call_sid=call.sid,
        text="",
        seconds=0,
        source="OutboundAPI",
        channels=plan.channels,
        status="in-progress",
    )
    board.recordings[recording.sid] = recording
    _tell(board, plan, recording)
    try:
        yield
    finally:
        recording.text = " ".join(heard.text for heard in call.line.heard if heard.by != "tone")
        recording.seconds = call.seconds or 0
        recording.status = "completed" if recording.seconds else "absent"
        _tell(board, plan, recording)


def _tell(board: Switchboard, plan: RecordingPlan, recording: Recording) -> None:
    if recording.status in plan.events:
        board.callbacks.post(
            plan.url,
            recording.told(board.base_url),
            about=recording.sid,
            event="recording",
            method=plan.method,
            more=recording.status == "in-progress",
        )
