"""Dial Conference: all who dial the same name hear each other."""

from dial2_sandbox.exchange.documents import Element, words
from dial2_sandbox.exchange.rooms import Conference
from dial2_sandbox.exchange.session import Session


async def join_conference(session: Session, noun: Element) -> dict[str, str]:
    board = session.board
    name = words(noun)
    conference = board.conferences.get(name)
    if conference is None or conference.over:
        conference = board.conferences[name] = Conference(name, board.changes)
    room = conference
    start = board.pace.now()
    room.started |= noun.get("startConferenceOnEnter", "true") == "true"
    if not room.started:
        session.hear("waiting for the conference to start")
    room.join(session.line)
    try:
        await board.changes.until(lambda: room.over)
    finally:
        room.leave(session.line)
        if noun.get("endConferenceOnExit") == "true" or not room.members:
            room.close()
    return {
        "DialCallStatus": "completed",
        "DialCallDuration": str(round(board.pace.now() - start)),
        "DialBridged": "true",
    }
