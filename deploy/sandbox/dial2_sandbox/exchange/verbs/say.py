"""Say, Play and Pause: what a person hears, and how long it takes."""

from dial2_sandbox.exchange.documents import Element, number, words
from dial2_sandbox.exchange.session import Session
from dial2_sandbox.handset.line import Utterance

ENDLESS = 1000  # what loop="0" means: until somebody hangs up
SOUND = 5.0  # seconds that a played file takes


async def say(session: Session, verb: Element) -> None:
    text = words(verb)
    for _ in range(_loops(verb)):
        session.line.hear(Utterance(text=text, language=verb.get("language", "en-US")))
        await session.board.pace.wait(session.board.pace.speech(text))


async def play(session: Session, verb: Element) -> None:
    sound = verb.get("digits") or session.link(words(verb))
    for _ in range(_loops(verb)):
        session.hear(f"plays {sound}")
        await session.board.pace.wait(SOUND)


async def pause(session: Session, verb: Element) -> None:
    await session.board.pace.wait(number(verb, "length", 1))


def _loops(verb: Element) -> int:
    return int(number(verb, "loop", 1)) or ENDLESS
