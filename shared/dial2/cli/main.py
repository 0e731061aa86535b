"""`dial2`: composes the commands, and turns an expected error into one readable paragraph."""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer

from dial2.cli import log, parked, processes
from dial2.errors import Dial2Error

_OWN = {"run": processes.run, "migrate": processes.migrate, "log": log.app, "parked": parked.app}


def build(wanted: str | None) -> typer.Typer:
    """The application, with the wanted one of the services' commands, or all for the help.

    Loading no more lets a question that needs no database be answered at once.
    """
    app = typer.Typer(
        name="dial2",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="Support contracts kept: mail and calls become tickets with clocks, and the right person is paged.",
    )
    points = {point.name: point for point in entry_points(group="dial2.commands")}
    for name, command in _OWN.items():
        _add(app, name, command)
    for name, point in sorted(points.items()):
        if wanted == name or wanted not in {*points, *_OWN}:
            _add(app, name, _load(point))
    return app


def _add(app: typer.Typer, name: str, command: Any) -> None:  # noqa: ANN401 - a function or a Typer
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name)
    else:
        app.command(name)(command)


def _load(point: EntryPoint) -> Any:  # noqa: ANN401 - a function or a Typer
    module, _, attribute = point.value.partition(":")
    return getattr(importlib.import_module(module), attribute)


def main() -> None:
    wanted = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), None)
    try:
        build(wanted)()
    except Dial2Error as error:
        typer.echo(f"dial2: {error}", err=True)
        sys.exit(2)
