"""`dial2 ticket`: staff's hands on a ticket, through the API and under the caller's own token."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import httpx
import typer
from rich.console import Console
from rich.table import Table

from dial2.cli.api import ask, call
from dial2.vocabulary import Severity
from triage.history import lines, merged

app = typer.Typer(no_args_is_help=True, help="Tickets: look at them, and say what was done.")
Number = Annotated[int, typer.Argument(help="the ticket's number", min=1)]
Other = Annotated[int, typer.Option("--to", help="the other ticket", min=1)]
Why = Annotated[str, typer.Option("--why", help="the reason, for the log")]


def _act(number: int, action: str, body: dict[str, object] | None = None) -> None:
    made = call("POST", f"/tickets/{number}/{action}", body or {})
    opened = f"; ticket {made['ticket']} was opened" if made else ""
    typer.echo(f"ticket {number}: {action} recorded{opened}")


def _listed(path: str, *, every: bool) -> Iterator[Any]:
    """Page after page."""
    after: str | None = ""
    while after is not None:
        answer = ask("GET", path, all=str(every).lower(), after=after or None)
        yield from answer.json()
        following = answer.links.get("next")
        after = httpx.URL(following["url"]).params["after"] if following else None


@app.command("list")
def list_tickets(
    *, every: Annotated[bool, typer.Option("--all", help="closed and silent ones as well")] = False
) -> None:
    """Open tickets, the most severe and then the oldest first."""
    table = Table("ticket", "severity", "status", "client", "received", "subject", box=None, pad_edge=False)
    for ticket in _listed("/tickets", every=every):
        table.add_row(
            str(ticket["ticket"]),
            ticket["severity"],
            ticket["status"],
            ticket["client"] or "",
            ticket["received_at"][:16].replace("T", " "),
            ticket["subject"][:60],
        )
    Console(markup=False, emoji=False, highlight=False).print(table)  # subjects are what customers wrote


@app.command()
def show(
    number: Number,
    *,
    as_of: Annotated[datetime | None, typer.Option("--as-of", help="what was known then (UTC)")] = None,
    json: Annotated[bool, typer.Option("--json", help="the ticket and its events as JSON")] = False,
) -> None:
    """A ticket and everything that happened to it, and to those that were merged into it."""
    found = call("GET", f"/tickets/{number}")
    if json:
        typer.echo(httpx.Response(200, json=found).text)
        return
    for line in _shown(found, as_of):
        typer.echo(line)


def _shown(found: dict[str, Any], as_of: datetime | None) -> Iterator[str]:
    yield from lines(found["ticket"], found["history"], as_of)
    for number in merged(found["history"], as_of):
        yield ""
        yield from _shown(call("GET", f"/tickets/{number}"), as_of)


@app.command()
def severity(number: Number, severity: Annotated[Severity, typer.Argument()], why: Why) -> None:
    """Confirm or change the severity."""
    _act(number, "severity", {"severity": severity, "why": why})


@app.command("client")
def assign_client(
    number: Number, client: Annotated[str, typer.Argument(help="the client's key in the roster")], why: Why
) -> None:
    """Say whose ticket it is."""
    _act(number, "client", {"client": client, "why": why})


@app.command()
def callback(
    number: Number,
    how: Annotated[Literal["phone", "email", "meeting"], typer.Option()] = "phone",
    note: Annotated[str, typer.Option(help="what was found")] = "",
) -> None:
    """The client was called back and diagnostics have begun."""
    _act(number, "callback", {"how": how, "note": note})


@app.command("call")
def call_client(
    number: Number,
    person: Annotated[str | None, typer.Option(help="whose telephone rings first; yours, if not given")] = None,
    to: Annotated[str | None, typer.Option("--number", help="another number than the ticket's (E.164)")] = None,
) -> None:
    """Call the client back: your telephone rings, press 1, and the client is called from our number."""
    asked = {"ticket": number, "person": person, "number": to}
    made = call("POST", "/calls", {name: value for name, value in asked.items() if value is not None})
    typer.echo(f"ticket {number}: {made['person']} is being called; press 1 to be connected with the client")


@app.command()
def update(number: Number, text: Annotated[str, typer.Argument(help="what the client is told")]) -> None:
    """Give the client an update; the next one is due an interval later."""
    _act(number, "update", {"text": text})


@app.command()
def waiting(number: Number, why: Why) -> None:
    """We wait for the client."""
    _act(number, "waiting", {"why": why})


@app.command()
def resume(number: Number, why: Why) -> None:
    """We no longer wait for the client."""
    _act(number, "resume", {"why": why})


@app.command()
def propose(
    number: Number,
    text: Annotated[str, typer.Argument(help="what was done, for the client")],
    kind: Annotated[Literal["fix", "workaround", "patch"], typer.Option()] = "fix",
    promised_for: Annotated[datetime | None, typer.Option(help="the day of a patch (UTC)")] = None,
) -> None:
    """Propose the resolution; the client agrees or reopens."""
    promised = promised_for.replace(tzinfo=UTC).isoformat() if promised_for else None
    _act(number, "propose", {"kind": kind, "text": text, "promised_for": promised})


@app.command()
def register(number: Number, why: Why) -> None:
    """It is handled now, outside support hours as well."""
    call("POST", f"/tickets/{number}/after-hours", {"why": why})
    typer.echo(f"ticket {number}: registered for the after-hours service")


@app.command()
def agree(number: Number) -> None:
    """The client said that it is resolved."""
    _act(number, "agree")


@app.command()
def reopen(number: Number, why: Why) -> None:
    """It is not resolved."""
    _act(number, "reopen", {"why": why})


@app.command()
def merge(number: Number, into: Annotated[int, typer.Option(help="the ticket that goes on")]) -> None:
    """This ticket is about the same as another."""
    _act(number, "merge", {"into": into})


@app.command()
def split(
    number: Number, request: Annotated[str, typer.Option(help="the follow-up, as `show` names it")], why: Why
) -> None:
    """A follow-up is about something else: it becomes a ticket, received when it was."""
    _act(number, "split", {"request": request, "why": why})


@app.command()
def link(number: Number, to: Other, why: Why) -> None:
    """Two tickets have to do with each other."""
    _act(number, "link", {"to": to, "why": why})


@app.command()
def unlink(number: Number, to: Other, why: Why) -> None:
    """Two tickets have nothing to do with each other."""
    _act(number, "unlink", {"to": to, "why": why})


@app.command()
def attach(number: Number, incident: Annotated[int, typer.Option(min=1)], why: Why) -> None:
    """The ticket is about an incident's outage: one ladder of pages for all of its tickets."""
    _act(number, "attach", {"incident": incident, "why": why})


@app.command()
def detach(number: Number, why: Why) -> None:
    """The ticket is about something else than its incident: it is paged at once."""
    _act(number, "detach", {"why": why})


@app.command()
def incidents(
    *, every: Annotated[bool, typer.Option("--all", help="those that are over as well")] = False
) -> None:
    """Incidents that go on, the newest first, and their tickets."""
    table = Table("incident", "since", "tickets", "affected", box=None, pad_edge=False)
    for incident in _listed("/incidents", every=every):
        table.add_row(
            str(incident["incident"]),
            incident["opened_at"][:16].replace("T", " "),
            " ".join(map(str, incident["tickets"])),
            ", ".join([*incident["functions"], *incident["words"]])[:60],
        )
    Console(markup=False, emoji=False, highlight=False).print(table)
