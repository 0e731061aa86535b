"""`dial2 oncall`: who is paged now and next, and who takes over from whom."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from dial2.cli import api

app = typer.Typer(no_args_is_help=True, help="Who is on call: look, and take over.")
Schedule = Annotated[str, typer.Argument(help="a schedule's name")]
Why = Annotated[str, typer.Option("--why", help="the reason, for the log")]
Until = Annotated[datetime, typer.Option("--until", help="until when, by this machine's clock")]
Since = Annotated[datetime | None, typer.Option("--since", help="from when; now, if not given")]
Days = Annotated[int, typer.Option("--days", help="how many days ahead", min=1, max=366)]


@app.command()
def now() -> None:
    """Who is on call in every schedule, and until when."""
    for each in api.call("GET", "/oncall"):
        shift = each["shift"]
        typer.echo(f"{each['schedule']}: {shift['person'] or 'nobody'} until {_local(shift['until'])}")


@app.command("next")
def following() -> None:
    """Who is on call next in every schedule, and from when."""
    for each in api.call("GET", "/oncall"):
        shift = each["following"]
        told = f"{shift['person'] or 'nobody'} from {_local(shift['since'])}" if shift else "no change to come"
        typer.echo(f"{each['schedule']}: {told}")


@app.command()
def show(
    schedule: Schedule, since: Since = None, until: Annotated[datetime | None, typer.Option()] = None
) -> None:
    """A schedule's shifts, two weeks if nothing else is said, and its overrides."""
    found = api.call("GET", f"/oncall/schedules/{schedule}", since=_written(since), until=_written(until))
    table = Table("from", "to", "on call", box=None, pad_edge=False)
    for shift in found:
        table.add_row(_local(shift["since"]), _local(shift["until"]), shift["person"] or "NOBODY")
    Console(markup=False, emoji=False, highlight=False).print(table)
    for each in api.call("GET", f"/oncall/schedules/{schedule}/overrides"):
        instead = f" instead of {each['instead_of']}" if each["instead_of"] else ""
        span = f"{_local(each['since'])} to {_local(each['until'])}"
        typer.echo(f"override {each['id']}: {each['person'] or 'nobody'}{instead}, {span}")


@app.command()
def override(
    schedule: Schedule,
    until: Until,
    why: Why,
    person: Annotated[str | None, typer.Option("--person", help="who takes over")] = None,
    instead_of: Annotated[
        str | None, typer.Option("--instead-of", help="only where this person would be; alone: who is away")
    ] = None,
    since: Since = None,
) -> None:
    """Somebody takes over, or is away, for a time."""
    body = {
        "since": _written(since),
        "until": _written(until),
        "person": person,
        "instead_of": instead_of,
        "why": why,
    }
    added = api.call("POST", f"/oncall/schedules/{schedule}/overrides", body)
    typer.echo(f"{schedule}: override {added['override']} until {_shown(until)}")


@app.command()
def remove(
    schedule: Schedule,
    override: Annotated[str, typer.Argument(help="the override's id, as `show` tells")],
    why: Why,
) -> None:
    """Take an override back."""
    api.call("DELETE", f"/oncall/schedules/{schedule}/overrides/{override}", why=why)
    typer.echo(f"{schedule}: override {override} removed")


@app.command()
def swap(
    schedule: Schedule,
    one: Annotated[str, typer.Argument(help="who has the other's turns")],
    other: Annotated[str, typer.Argument(help="and the other way round")],
    until: Until,
    why: Why,
    since: Since = None,
) -> None:
    """Two people take each other's turns for a time."""
    body = {"since": _written(since), "until": _written(until), "one": one, "other": other, "why": why}
    api.call("POST", f"/oncall/schedules/{schedule}/swaps", body)
    typer.echo(f"{schedule}: {one} and {other} have each other's turns until {_shown(until)}")


@app.command()
def gaps(days: Days = 14) -> None:
    """When nobody will be on call, or somebody whom nothing reaches: then it ends with status 1."""
    found: dict[str, list[Any]] = api.call("GET", "/oncall/gaps", days=str(days))
    for schedule, of_schedule in found.items():
        for gap in of_schedule:
            who = f"{gap['person']}, whom nothing reaches," if gap["person"] else "nobody"
            typer.echo(f"{schedule}: {who} from {_local(gap['since'])} to {_local(gap['until'])}")
    if any(found.values()):
        raise typer.Exit(1)
    typer.echo(f"somebody is on call in every schedule for the next {days} days")


@app.command()
def export(
    schedule: Annotated[str | None, typer.Option("--schedule", help="only this one")] = None,
    person: Annotated[str | None, typer.Option("--person", help="only this person's shifts")] = None,
    days: Days = 92,
    *,
    address: Annotated[
        bool, typer.Option("--address", help="where a person's calendar can be subscribed to, instead")
    ] = False,
) -> None:
    """The shifts as iCalendar, on standard output."""
    if address and person:
        typer.echo(api.call("GET", f"/oncall/calendar/{person}")["url"])
        return
    if address:
        raise typer.BadParameter("say whose: --person NAME", param_hint="--address")
    response = api.ask("GET", "/oncall/calendar.ics", schedule=schedule, person=person, days=str(days))
    typer.echo(response.text, nl=False)


def _written(at: datetime | None) -> str | None:
    return at.astimezone().isoformat() if at else None


def _local(written: str) -> str:
    return _shown(datetime.fromisoformat(written))


def _shown(at: datetime) -> str:
    return f"{at.astimezone():%a %Y-%m-%d %H:%M %Z}"
