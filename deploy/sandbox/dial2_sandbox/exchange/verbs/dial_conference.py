"""Dial Conference: all who dial the same name hear each other; what happens is told to a status callback."""

from collections.abc import Mapping

from dial2_sandbox.exchange.documents import Element, words
from dial2_sandbox.exchange.identifiers import now_rfc2822
from dial2_sandbox.exchange.rooms import Conference, ConferencePlan
from dial2_sandbox.exchange.session import Session
from dial2_sandbox.exchange.switchboard import Switchboard

_EVENTS = {
    "start": "conference-start",
    "end": "conference-end",
    "join": "participant-join",
    "leave": "participant-leave",
}
_TOLD_BY_DEFAULT = "start end"
_LAST_LEFT, _HOST_LEFT = "last-participant-left", "participant-with-end-conference-on-exit-left"


async def join_conference(session: Session, noun: Element) -> dict[str, str]:
    board, call = session.board, session.call
    room = _room(session, noun)
    start = board.pace.now()
    may_start, ends = noun.get("startConferenceOnEnter", "true"), noun.get("endConferenceOnExit", "false")
    participant = {
        "CallSid": call.sid,
        "Muted": "false",
        "Hold": "false",
        "Coaching": "false",
        "StartConferenceOnEnter": may_start,
        "EndConferenceOnExit": ends,
    }
    room.started |= may_start == "true"
    if not room.started:
        session.hear("waiting for the conference to start")
    _enter(session, room, participant)
    try:
        await board.changes.until(lambda: room.over)
    finally:
        _leave(session, room, participant)
    return {
        "DialCallStatus": "completed",
        "DialCallDuration": str(round(board.pace.now() - start)),
        "DialBridged": "true",
    }


def _room(session: Session, noun: Element) -> Conference:
    """The conference of that name; where it tells what happens is said by the first who says it."""
    board, name = session.board, words(noun)
    room = board.conferences.get(name)
    if room is None or room.over:
        room = board.conferences[name] = Conference(name, board.changes)
    callback = noun.get("statusCallback")
    if callback and room.plan is None:
        room.plan = ConferencePlan(
            url=session.link(callback),
            method=noun.get("statusCallbackMethod", "POST"),
            events=frozenset(noun.get("statusCallbackEvent", _TOLD_BY_DEFAULT).split()),
        )
    return room


def _enter(session: Session, room: Conference, participant: Mapping[str, str]) -> None:
    room.inside.add(session.call.sid)
    room.join(session.line)
    _tell(session.board, room, "join", participant)
    if room.started and not room.begun and len(room.inside) > 1:
        room.begun = True
        _tell(session.board, room, "start", {})


def _leave(session: Session, room: Conference, participant: Mapping[str, str]) -> None:
    """Whoever may end it does so for all; it is over when the last has gone."""
    call = session.call
    room.leave(session.line)
    room.inside.discard(call.sid)
    _tell(session.board, room, "leave", {**participant, "ParticipantCallStatus": call.status})
    if participant["EndConferenceOnExit"] == "true" and not room.over:
        room.ended_by = call.sid
        room.close()
    if not room.inside:
        room.close()
        reason = _HOST_LEFT if room.ended_by else _LAST_LEFT
        ending = {"ReasonConferenceEnded": reason, "CallSidEndingConference": room.ended_by or call.sid}
        _tell(session.board, room, "end", ending)


def _tell(board: Switchboard, room: Conference, event: str, facts: Mapping[str, str]) -> None:
    if room.plan is None or event not in room.plan.events:
        return
    room.told += 1
    params = {
        "AccountSid": board.account_sid,
        "ConferenceSid": room.sid,
        "FriendlyName": room.name,
        "StatusCallbackEvent": _EVENTS[event],
        "SequenceNumber": str(room.told),
        "Timestamp": now_rfc2822(),
        **facts,
    }
    board.callbacks.post(
        room.plan.url, params, about=room.sid, event=_EVENTS[event], method=room.plan.method, more=event != "end"
    )
