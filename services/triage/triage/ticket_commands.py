"""`dial2 ticket`: staff's hands on a ticket, through the API and under the caller's own token."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import httpx
import typer
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from dial2.errors import Permanent, Unavailable
from dial2.settings import FromEnvironment, load
from dial2.vocabulary import Severity
from triage.history import lines

app = typer.Typer(no_args_is_help=True, help="Tickets: look at them, and say what was done.")
Number = Annotated[int, typer.Argument(help="the ticket's number", min=1)]
Why = Annotated[str, typer.Option("--why", help="the reason, for the log")]

_SECONDS = 15.0


class ApiSettings(FromEnvironment):
    api_url: str = "http://127.0.0.1:8080"
    staff_token: SecretStr


def _call(method: str, path: str, body: dict[str, object] | None = None) -> Any:  # noqa: ANN401 - JSON
    settings = load(ApiSettings)
    try:
        response = httpx.request(
            method,
            f"{settings.api_url.rstrip('/')}/api/tickets{path}",
            json=body,
            headers={"Authorization": f"Bearer {settings.staff_token.get_secret_value()}"},
            timeout=_SECONDS,
        )
    except httpx.TransportError as error:
        raise Unavailable(f"{settings.api_url} does not answer ({error}); is triage running?") from error
    if response.is_error:
        raise Permanent(_detail(response))
    return response.json() if response.content else None


def _detail(response: httpx.Response) -> str:
    """The API's own words."""
    try:
        detail = response.json()["detail"]
    except (ValueError, KeyError, TypeError):
        return f"the API answered {response.status_code}"
    if isinstance(detail, list):
        return "; ".join(f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in detail)
    return str(detail)


def _act(number: int, action: str, body: dict[str, object] | None = None) -> None:
    _call("POST", f"/{number}/{action}", body or {})
    typer.echo(f"ticket {number}: {action} recorded")


@app.command("list")
def list_tickets(
    *, every: Annotated[bool, typer.Option("--all", help="closed and silent ones as well")] = False
) -> None:
    """Open tickets, the most severe and then the oldest first."""
    table = Table("ticket", "severity", "status", "client", "received", "subject", box=None, pad_edge=False)
    for ticket in _call("GET", f"?all={str(every).lower()}"):
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
    """A ticket and everything that happened to it."""
    found = _call("GET", f"/{number}")
    if json:
        typer.echo(httpx.Response(200, json=found).text)
        return
    for line in lines(found["ticket"], found["history"], as_of):
        typer.echo(line)


@app.command()
def severity(number: Number, severity: Annotated[Severity, typer.Argument()], why: Why) -> None:
    """Confirm or change the severity."""
    _act(number, "severity", {"severity": severity, "why": why})


@app.command()
def callback(
    number: Number,
    how: Annotated[Literal["phone", "email", "meeting"], typer.Option()] = "phone",
    note: Annotated[str, typer.Option(help="what was found")] = "",
) -> None:
    """The client was called back and diagnostics have begun."""
    _act(number, "callback", {"how": how, "note": note})


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
