"""The `dial2 mail` commands: what the service makes of a mail (without a database), and what it could not read."""

import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from dial2.profile import load
from dial2.profile.model import Markers
from intake_email import quarantine_commands
from intake_email.reading import Mail, read

mail = typer.Typer(no_args_is_help=True, help="See how a mail is read, and what could not be.")
mail.command()(quarantine_commands.quarantined)
mail.command()(quarantine_commands.retry)

_OF_A_FILE = ("filename", "content_type", "size", "sha256", "inline", "content_id")


class _Line(msgspec.Struct):
    path: str


@mail.command()
def inspect(
    file: Annotated[
        Path | None, typer.Argument(help="A raw mail; without one, JSON lines on standard input.")
    ] = None,
    profile: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Whose subject markers apply: a bundled name or a .toml file.")
    ] = "tracktik",
) -> None:
    """Say what a mail says: who, what, when, its text, its files, whether a machine wrote it.

    One JSON object for the file, or one for each line {"path": FILE} of standard input, in order. A line that
    cannot be read gives {"error": …} and the rest go on.
    """
    markers = load(profile).markers
    if file is not None:
        answer = _inspected(file, markers)
        _write(answer)
        raise typer.Exit(1 if "error" in answer else 0)
    if sys.stdin.isatty():
        typer.echo(
            'dial2 mail inspect reads lines {"path": "mail.eml"} from standard input; or name a file', err=True
        )
    for line in sys.stdin.buffer:
        if line.strip():
            _write(_line(line, markers))


def _line(line: bytes, markers: Markers) -> dict[str, Any]:
    try:
        return _inspected(Path(msgspec.json.decode(line, type=_Line).path), markers)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return {"error": f'the line is not understood ({error}); write {{"path": "mail.eml"}}'}


def _inspected(path: Path, markers: Markers) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        return {"error": f"{path} cannot be read ({error}); name a file that holds one raw mail"}
    return shown(read(raw, markers=markers))


def shown(read_mail: Mail) -> dict[str, Any]:
    """A mail as the command prints it: files by their digest, not their content."""
    fields = {field.encode_name: getattr(read_mail, field.name) for field in msgspec.structs.fields(Mail)}
    fields["attachments"] = [{name: getattr(one, name) for name in _OF_A_FILE} for one in read_mail.attachments]
    answer: dict[str, Any] = msgspec.to_builtins(fields)
    if bounce := answer["bounce"]:
        for one in (bounce, *bounce["recipients"]):
            one["class"] = int(one["status"][0])  # RFC 3463: 4 while another attempt may succeed, else 5
    return answer


def _write(answer: dict[str, Any]) -> None:
    typer.echo(msgspec.json.encode(answer))
