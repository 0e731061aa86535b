"""`dial2 triage`: assess contacts given as JSON lines; needs no database."""

import sys
from typing import Annotated

import msgspec
import typer

from dial2 import profile as profiles
from dial2.marker import marker_of
from dial2.profile import Profile
from triage.assessment import Assessment, Contact, assess

_FIELDS = '{"channel": "email|voicemail|phone|sms|portal", "subject": text or null, "body": text}'


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    channel: str = "email"
    subject: str | None = None
    body: str


def triage(
    profile: Annotated[
        str,
        typer.Option(metavar="NAME|FILE", help="The profile whose markers apply: a bundled name or a .toml file."),
    ] = "tracktik",
) -> None:
    """Assess contacts: severity, marker, category, missing details, language, and the evidence for each.

    Reads JSON lines from standard input, one contact a line, and writes one JSON line for each, in order.
    A line that cannot be read gives {"error": …} and the rest go on.

    Example: echo '{"channel": "email", "subject": "Help", "body": "Nobody can log in."}' | dial2 triage
    """
    if sys.stdin.isatty():
        typer.echo(f"dial2 triage reads contacts from standard input, one JSON object a line: {_FIELDS}", err=True)
    chosen = profiles.load(profile)
    for line in sys.stdin.buffer:
        if line.strip():
            typer.echo(_answer(line, chosen))


def _answer(line: bytes, profile: Profile) -> str:
    try:
        given = msgspec.json.decode(line, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _json({"error": f"this line is no contact: {error}; write one JSON object a line: {_FIELDS}"})
    marker = marker_of(given.subject, profile.markers)
    contact = Contact(channel=given.channel, subject=given.subject, text=given.body, marker=marker)
    return _json(assess(contact, profile=profile))


def _json(answer: Assessment | dict[str, str]) -> str:
    return msgspec.json.encode(answer).decode()
