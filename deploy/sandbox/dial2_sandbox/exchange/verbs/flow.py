"""Redirect, Hangup, Reject and Leave: where a call goes next."""

from dial2_sandbox.exchange.documents import Element, Fetch, words
from dial2_sandbox.exchange.session import EndOfCall, Session


class LeftQueue(Exception):
    """The waiting document takes the call out of its queue."""


async def redirect(session: Session, verb: Element) -> Fetch:
    return Fetch(url=session.link(words(verb)), method=verb.get("method", "POST"))


async def hangup(_session: Session, _verb: Element) -> None:
    raise EndOfCall


async def reject(session: Session, verb: Element) -> None:
    busy = verb.get("reason") == "busy"
    session.hear("busy tone" if busy else "the number is not in service")
    session.board.advance(session.call, "busy" if busy else "no-answer")
    raise EndOfCall


async def leave(_session: Session, _verb: Element) -> None:
    raise LeftQueue
