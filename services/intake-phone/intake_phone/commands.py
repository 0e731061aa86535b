"""`dial2 calls`: who waits to be called back."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from dial2.cli import api

app = typer.Typer(no_args_is_help=True, help="The telephone: who waits to be called back.")


@app.callback()
def _group() -> None:
    """A group also while it has one command."""


@app.command()
def waiting() -> None:
    """Callers who left a hold to be called back, the most urgent first."""
    table = Table("due", "ticket", "client", "number", "attempts", "", box=None, pad_edge=False)
    for each in api.call("GET", "/calls/waiting"):
        table.add_row(
            each["due_at"][:16].replace("T", " "),
            str(each["ticket"] or ""),
            each["client"] or "",
            each["number"] or "withheld",
            str(each["attempts"]),
            "OVERDUE" if each["overdue"] else "",
        )
    Console(markup=False, emoji=False, highlight=False).print(table)
