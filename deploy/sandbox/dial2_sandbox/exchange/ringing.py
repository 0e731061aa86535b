"""Ringing a telephone, and telling a person from a machine."""

from dial2_sandbox.exchange.calls import Call, Detection
from dial2_sandbox.exchange.switchboard import Switchboard

HUMAN_DECISION = 3.0  # seconds of talk after which a person has been told from a machine
MACHINE_DECISION = 4.0


async def ring(board: Switchboard, call: Call, *, seconds: float) -> bool:
    """Ring the called telephone; returns whether it was answered, and else leaves the call in its final state."""
    handset = board.handset(call.to)
    line = call.line
    board.advance(call, "initiated")
    if handset.behaviour.kind == "unreachable":
        board.advance(call, "failed")
        return False
    board.advance(call, "ringing")
    if handset.behaviour.kind == "busy" or handset.engaged:
        board.advance(call, "busy")
        return False
    handset.ring(line)
    # Who picks up in time does so however busy the machine is that plays both parts.
    awaited = line.attended or handset.behaviour.picks_up_within(seconds)
    try:
        await board.changes.until(
            lambda: line.state != "ringing", within=board.pace.real(seconds, attended=awaited)
        )
    except TimeoutError:
        board.advance(call, "no-answer")
    if line.declined:
        board.advance(call, "busy")
    board.advance(call, "in-progress")
    return not call.final


async def detect(board: Switchboard, call: Call, detection: Detection) -> None:
    """Find out who answered; asynchronous detection tells its callback, the other kind the next request."""
    behaviour = board.handset(call.to).behaviour
    answered_by: str = behaviour.answered_by
    seconds = HUMAN_DECISION
    if answered_by == "machine":
        to_the_end = detection.mode == "DetectMessageEnd"
        answered_by = "machine_end_beep" if to_the_end else "machine_start"
        seconds = behaviour.greeting if to_the_end else MACHINE_DECISION
    await board.pace.wait(seconds)
    if call.final:
        return
    call.answered_by = answered_by
    if detection.asynchronous:
        params = call.params() | {"MachineDetectionDuration": str(round(seconds * 1000))}
        board.callbacks.post(
            detection.url, params, about=f"{call.sid}/detection", event="amd", method=detection.method
        )
