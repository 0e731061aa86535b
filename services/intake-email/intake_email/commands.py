"""The `dial2 mail` commands: what the service makes of a mail (without a database), and what it could not read."""

import codecs
import re
import sys
from base64 import b64decode
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import msgspec
import typer

from dial2.profile import load
from dial2.profile.model import Markers
from intake_email import quarantine_commands
from intake_email.reading import Mail, read

mail = typer.Typer(no_args_is_help=True, help="See how a mail is read, and what could not be.")
mail.command()(quarantine_commands.quarantined)
mail.command()(quarantine_commands.retry)

_STANDARD_INPUT = Path("-")
_OF_A_FILE = ("filename", "content_type", "size", "sha256", "inline", "content_id")


_FORMS = '{"path": FILE}, {"raw": TEXT} or {"base64": BYTES}'
_MAIL = re.compile(rb"(?:>?From |[A-Za-z][!-9;-~]*[ \t]*:)")  # a field or an mbox line: no JSON begins so


class _Line(msgspec.Struct):
    path: str | None = None
    raw: str | None = None
    base64: str | None = None


@mail.command()
def inspect(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", help="Raw mails, or - for one on standard input; without any, standard input."
        ),
    ] = None,
    profile: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Whose subject markers apply: a bundled name or a .toml file.")
    ] = "tracktik",
) -> None:
    """Say what a mail says: who, what, when, its text, its files, whether a machine wrote it.

    One JSON object for each file, in order; exit status 1 where one cannot be read. Without files, standard
    input is one raw mail, or lines {"path": FILE}, {"raw": TEXT} or {"base64": BYTES}, each answered by one;
    a line that cannot be read gives {"error": …} and the rest go on.
    """
    markers = load(profile).markers
    if files:
        answers = [_written(_inspected(file, markers)) for file in files]
        raise typer.Exit(1 if any("error" in answer for answer in answers) else 0)
    if sys.stdin.isatty():
        typer.echo(
            f"dial2 mail inspect reads one raw mail or lines {_FORMS} from standard input; or name files", err=True
        )
    _stream(sys.stdin.buffer, markers)


def _stream(source: BinaryIO, markers: Markers) -> None:
    """Lines as they come, each answered at once; or one mail, known by its first line."""
    blank = b""
    for line in source:
        said = line.removeprefix(codecs.BOM_UTF8).strip()
        if not said:
            blank += line
        elif _MAIL.match(said):
            _written(shown(read(blank + line + source.read(), markers=markers)))
            return
        else:
            _written(_line(line, markers))
            break
    for line in source:
        if line.strip():
            _written(_line(line, markers))


def _line(line: bytes, markers: Markers) -> dict[str, Any]:
    try:
        asked = msgspec.json.decode(line.removeprefix(codecs.BOM_UTF8), type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return {"error": f"the line is not understood ({error}); write {_FORMS}"}
    given = [one for one in (asked.path, asked.raw, asked.base64) if one is not None]
    if len(given) != 1:
        return {"error": f"the line names {'more than one mail' if given else 'no mail'}; write {_FORMS}"}
    if asked.path is not None:
        return _inspected(Path(asked.path), markers)
    if asked.raw is not None:
        return shown(read(asked.raw.encode("utf-8", "replace"), markers=markers))
    try:
        raw = b64decode("".join((asked.base64 or "").split()), validate=True)
    except ValueError as error:
        return {"error": f"the line's base64 cannot be read ({error}); write {_FORMS}"}
    return shown(read(raw, markers=markers))


def _inspected(path: Path, markers: Markers) -> dict[str, Any]:
    try:
        raw = sys.stdin.buffer.read() if path == _STANDARD_INPUT else path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        return {"error": f"{path} cannot be read ({why}); name a file that holds one raw mail"}
    return {"path": str(path), **shown(read(raw, markers=markers))}


def shown(read_mail: Mail) -> dict[str, Any]:
    """A mail as the command prints it: files by their digest, not their content."""
    fields = {field.encode_name: getattr(read_mail, field.name) for field in msgspec.structs.fields(Mail)}
    fields["attachments"] = [{name: getattr(one, name) for name in _OF_A_FILE} for one in read_mail.attachments]
    answer: dict[str, Any] = msgspec.to_builtins(fields)
    if bounce := answer["bounce"]:
        for one in (bounce, *bounce["recipients"]):
            one["class"] = int(one["status"][0])  # RFC 3463: 4 while another attempt may succeed, else 5
    return answer


def _written(answer: dict[str, Any]) -> dict[str, Any]:
    typer.echo(msgspec.json.encode(answer))
    return answer
