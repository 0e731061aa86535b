"""The page behind the signed links with which a client answers a proposed resolution."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from dial2 import ticket_links
from dial2.errors import Permanent, Transient
from dial2.ticket_links import Answer
from triage.desk import Desk

_STYLE = (
    "body{font:18px system-ui;max-width:32em;margin:4em auto;padding:0 1em}button{font:inherit;padding:.6em 1em}"
)
_PASSED = "this was answered before, or a newer mail asks again. To say more, reply to any mail about the ticket."
_NOT_OURS = "This link is not one of ours, or it is incomplete."


def router(desk: Desk, secret: str) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/ticket/{answer}/{token}", response_class=HTMLResponse)
    async def ask(answer: Answer, token: str) -> HTMLResponse:
        """Changes nothing: mail scanners open links."""
        if (found := ticket_links.read(secret, answer, token)) is None:
            return _page(_NOT_OURS, status=404)
        verb = "Agree that it is resolved" if answer == "agree" else "Reopen: it is not resolved"
        return _page(f"Ticket {found[0]}", button=verb)

    @routes.post("/ticket/{answer}/{token}", response_class=HTMLResponse)
    async def take(answer: Answer, token: str) -> HTMLResponse:
        if (found := ticket_links.read(secret, answer, token)) is None:
            return _page(_NOT_OURS, status=404)
        number, proposal = found
        try:
            if answer == "agree":
                await desk.agree(number, by="client", proposal=proposal)
            else:
                await desk.reopen(number, by="client", why="the client answered: not resolved", proposal=proposal)
        except Permanent:
            return _page(f"Ticket {number}: {_PASSED}", status=409)
        except Transient:
            page = _page("Your answer could not be stored. Please try again in a minute.", status=503)
            page.headers["Retry-After"] = "60"
            return page
        done = "Thank you. The ticket is closed." if answer == "agree" else "Thank you. The ticket is open again."
        return _page(f"Ticket {number}: {done}")

    return routes


def _page(text: str, *, button: str | None = None, status: int = 200) -> HTMLResponse:
    form = f"<form method=post><button>{escape(button)}</button></form>" if button else ""
    return HTMLResponse(
        f"<!doctype html><meta name=viewport content='width=device-width'><title>Support</title>"
        f"<style>{_STYLE}</style><h1>{escape(text)}</h1>{form}",
        status,
    )
