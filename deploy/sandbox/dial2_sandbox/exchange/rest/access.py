"""Who may use the API, and what goes wrong with it on purpose."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from dial2_sandbox.exchange.errors import Refused
from dial2_sandbox.exchange.switchboard import Switchboard

T = TypeVar("T")
BASIC = HTTPBasic(auto_error=False)


def authorized(
    request: Request,
    account_sid: str,
    credentials: Annotated[HTTPBasicCredentials | None, Depends(BASIC)],
) -> Switchboard:
    """The switchboard, for whoever has the account's SID and token; refuses with 20003."""
    board: Switchboard = request.app.state.board
    known(board, credentials)
    if account_sid != board.account_sid:
        raise Refused(20003)
    return board


def known(board: Switchboard, credentials: HTTPBasicCredentials | None) -> None:
    """Refuses with 20003 whoever has not the account's SID and token."""
    if credentials is None or not (
        secrets.compare_digest(credentials.username.encode(), board.account_sid.encode())
        and secrets.compare_digest(credentials.password.encode(), board.auth_token.encode())
    ):
        raise Refused(20003)


Board = Annotated[Switchboard, Depends(authorized)]


def refuse_as_told(board: Switchboard, number: str) -> None:
    """Refuse what is for a number that a test has said to be refused."""
    handset = board.handsets.get(number)
    if handset and handset.refused is not None:
        raise Refused(handset.refused, number)


async def subject_to_faults(board: Switchboard, what: str, do: Callable[[], Awaitable[T]]) -> T:
    """Carry out a request, or let happen to it what was planned."""
    fault = board.faults.take(what)
    if fault is None:
        return await do()
    if fault.do == "refuse-429":
        raise Refused(20429)
    if fault.do == "fail-before":
        raise Refused(20503)
    if fault.do == "hang-before":
        await asyncio.sleep(fault.seconds)
        raise Refused(20503)
    result = await do()
    if fault.do == "hang-after":
        await asyncio.sleep(fault.seconds)
        return result
    raise Refused(20500)
