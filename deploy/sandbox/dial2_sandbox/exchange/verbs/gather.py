"""Gather: keys and speech, which may cut short what is being said."""

import asyncio
from contextlib import suppress

from dial2_sandbox.changes import Changes
from dial2_sandbox.exchange.documents import Element, Fetch, number
from dial2_sandbox.exchange.session import Session
from dial2_sandbox.exchange.verbs.say import pause, play, say
from dial2_sandbox.handset.line import Ear

PROMPTS = {"Say": say, "Play": play, "Pause": pause}


async def gather(session: Session, verb: Element) -> Fetch | None:
    """The action with what was entered; without an entry the next verb, or `actionOnEmptyResult`."""
    kinds = verb.get("input", "dtmf").split()
    ear = Ear(
        keys="dtmf" in kinds,
        speech="speech" in kinds,
        limit=int(number(verb, "numDigits", 0)) or None,
        finish=verb.get("finishOnKey", "#"),
    )
    with session.line.listening(ear):
        await _prompt(session, verb, ear)
        await _listen(session, ear, seconds=number(verb, "timeout", 5))
    if not ear.touched and verb.get("actionOnEmptyResult") != "true":
        return None
    return Fetch(url=session.link(verb.get("action")), method=verb.get("method", "POST"), params=_result(ear))


def _result(ear: Ear) -> dict[str, str]:
    if ear.spoken is not None:
        return {"SpeechResult": ear.spoken, "Confidence": "0.9"}
    params = {"Digits": ear.digits}
    if ear.finished_by:
        params["FinishedOnKey"] = ear.finished_by
    return params


async def _prompt(session: Session, verb: Element, ear: Ear) -> None:
    """Say what is nested, until it is over or the person enters something."""
    prompt = asyncio.create_task(session.on(session.call, PROMPTS).perform_all(verb))
    touch = asyncio.create_task(session.board.changes.until(lambda: ear.touched))
    try:
        await asyncio.wait({prompt, touch}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (prompt, touch):
            task.cancel()
        await asyncio.wait({prompt, touch})


async def _listen(session: Session, ear: Ear, *, seconds: float) -> None:
    """Wait for the first key or word, and then for each further key, at most so many seconds."""
    changes, pace = session.board.changes, session.board.pace
    patient = pace.real(seconds, attended=session.line.attended)
    with suppress(TimeoutError):  # what has been entered by then is the entry
        await changes.until(lambda: ear.touched or ear.silent, within=patient)
        while not ear.complete:
            await _further_key(changes, ear, within=pace.real(seconds))


async def _further_key(changes: Changes, ear: Ear, *, within: float) -> None:
    before = ear.digits
    await changes.until(lambda: ear.complete or ear.digits != before, within=within)
