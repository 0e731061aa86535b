"""`dial2`: composes the commands, and turns an expected error into one readable paragraph."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from importlib.metadata import entry_points

import typer

from dial2.errors import Dial2Error, Permanent

_OWN = {
    "run": "dial2.cli.processes:run",
    "migrate": "dial2.cli.processes:migrate",
    "log": "dial2.cli.log:app",
    "parked": "dial2.cli.parked:app",
    "doctor": "dial2.cli.doctor:doctor",
    "status": "dial2.cli.status:status",
}


def build(wanted: str | None) -> typer.Typer:
    """The application, with the one command that is wanted, or all for the help.

    Loading no more lets a question that needs no database be answered at once.
    """
    app = typer.Typer(
        name="dial2",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    commands = _OWN | {point.name: point.value for point in entry_points(group="dial2.commands")}
    app.callback()(_group)  # so that a name precedes the arguments where only one command is loaded
    for name, where in sorted(commands.items()):
        if wanted == name or wanted not in commands:
            _add(app, name, where)
    return app


def _group() -> None:
    """Support contracts kept: mail and calls become tickets with clocks, and the right person is paged."""


def _add(app: typer.Typer, name: str, where: str) -> None:
    module, _, attribute = where.partition(":")
    try:
        command = getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as error:
        # An image carries what its own service needs: the other commands say what they lack.
        lack = f"Not here: it needs {error.name}. Install dial2 with its extra `all`."
        app.command(name, help=lack)(_absent(lack))
        return
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name)
    else:
        app.command(name)(command)


def _absent(lack: str) -> Callable[[], None]:
    def command() -> None:
        raise Permanent(lack)

    return command


def main() -> None:
    wanted = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), None)
    try:
        build(wanted)()
    except Dial2Error as error:
        typer.echo(f"dial2: {error}", err=True)
        sys.exit(2)
