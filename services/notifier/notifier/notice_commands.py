"""`dial2 notice`: what clients and staff get, before anybody gets it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import msgspec
import typer

from dial2 import profile as profiles
from dial2.errors import Permanent
from dial2.vocabulary import Language
from notifier import samples
from notifier.letters import LetterName, Letters
from notifier.phrases import PHRASES

app = typer.Typer(no_args_is_help=True, help="What mail, texts and calls say.")

_names: msgspec.json.Decoder[dict[str, object]] = msgspec.json.Decoder(dict[str, object])


@app.callback()
def _group() -> None:
    """What mail, texts and calls say."""


@app.command()
def preview(
    name: Annotated[str, typer.Argument(help="a template: acknowledgement, proposal, page …")],
    language: Annotated[Language, typer.Option(help="en or fr")] = "en",
    profile: Annotated[str, typer.Option(help="a profile's name or file", envvar="DIAL2_PROFILE")] = "tracktik",
    ticket_json: Annotated[
        str | None, typer.Option("--ticket-json", help='facts in place of the samples: {"subject": "…"}')
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="write the HTML form to this file")] = None,
) -> None:
    """Show a template of a profile with sample facts: subject and text; of a page also the SMS and the call."""
    if name not in get_args(LetterName):
        raise Permanent(f"There is no template {name!r}; allowed: {', '.join(sorted(get_args(LetterName)))}")
    chosen = profiles.load(profile)
    facts = samples.facts(chosen, language) | _given(ticket_json)
    letter = Letters(chosen).write(name, language, facts)  # type: ignore[arg-type]  # it is one of the names
    typer.echo(f"Subject: {letter.subject}\n\n{letter.plain}", nl=False)
    if name == "page":
        phrases = PHRASES[language]
        typer.echo(f"\nSMS: {phrases.sms.format(**facts, reference='ABCDEF')}")
        typer.echo(f"\nCall ({phrases.voice}): {phrases.page.format(**facts)} {phrases.menu}")
    if html:
        html.write_text(letter.html, "utf-8")
        typer.echo(f"\nHTML: {html}", err=True)


def _given(written: str | None) -> dict[str, object]:
    if written is None:
        return {}
    try:
        return _names.decode(written)
    except msgspec.DecodeError as error:
        raise Permanent(f'--ticket-json is no JSON object ({error}); for example {{"subject": "…"}}') from error
