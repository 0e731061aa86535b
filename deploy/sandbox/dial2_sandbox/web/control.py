"""The control API, its guard, the stream of events and the page, on the exchange's application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from importlib.resources import files
from ipaddress import ip_address

import msgspec
from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse

from dial2_sandbox.exchange.exchange import Exchange
from dial2_sandbox.mailbox.catcher import MailCatcher
from dial2_sandbox.web import calls, phones, surroundings
from dial2_sandbox.web.views import phone_view
from dial2_sandbox.web.wire import Misused, TheExchange

KEEP_ALIVE = 15.0  # real seconds after which the stream repeats itself, as a sign of life
CALM = 0.05  # real seconds between two events: what changes at once is told at once


def attach(app: FastAPI, exchange: Exchange, mail: MailCatcher, *, open_to_all: bool) -> None:
    """Add all of it to `app`; it serves this machine alone unless it is `open_to_all`."""
    app.state.exchange = exchange
    app.state.mail = mail
    guard = [] if open_to_all else [Depends(_from_this_machine)]
    for router in (phones.router, calls.router, surroundings.router):
        app.include_router(router, dependencies=guard)
    app.add_api_route("/sandbox/events", _events, dependencies=guard)
    app.add_api_route("/", _page, dependencies=guard)
    app.add_exception_handler(Misused, _misused)
    app.add_exception_handler(AssertionError, _unmet)


async def _from_this_machine(request: Request) -> None:
    with suppress(ValueError):
        if request.client is not None and ip_address(request.client.host).is_loopback:
            return
    raise Misused(
        403, "The control API serves this machine alone. DIAL2_SANDBOX_CONTROL_OPEN=true opens it to others."
    )


async def _page() -> HTMLResponse:
    return HTMLResponse(files("dial2_sandbox.web").joinpath("page.html").read_text(encoding="utf-8"))


async def _events(exchange: TheExchange) -> StreamingResponse:
    """Every change of any telephone, as the list of all of them (server-sent events)."""
    return StreamingResponse(_changes(exchange), media_type="text/event-stream")


async def _changes(exchange: Exchange) -> AsyncIterator[bytes]:
    board, changes = exchange.board, exchange.changes
    while True:
        seen = changes.count
        views = [phone_view(handset) for handset in board.handsets.values()]
        yield b"data: " + msgspec.json.encode({"numbers": list(board.numbers), "phones": views}) + b"\n\n"
        await asyncio.sleep(CALM)
        with suppress(TimeoutError):
            await changes.since(seen, within=KEEP_ALIVE)


async def _misused(_request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=error.status if isinstance(error, Misused) else 500)


async def _unmet(_request: Request, error: Exception) -> Response:
    """A step that did not come about, with what was heard instead."""
    return JSONResponse({"error": str(error)}, status_code=409)
