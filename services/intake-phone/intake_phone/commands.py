"""`dial2 calls`: who waits to be called back, and what was recorded."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dial2.cli import api
from dial2.errors import Permanent

app = typer.Typer(no_args_is_help=True, help="The telephone: who waits to be called back, and what was recorded.")


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


@app.command()
def recording(identifier: Annotated[str, typer.Argument(help="as `dial2 ticket show` names it")]) -> None:
    """What a caller said after the tone, as WAV on the standard output."""
    if sys.stdout.isatty():
        raise Permanent(f"A recording is no text: dial2 calls recording {identifier} > message.wav")
    sys.stdout.buffer.write(api.ask("GET", f"/calls/recordings/{identifier}").content)
