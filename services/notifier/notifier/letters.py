"""Mail from templates: each a text whose first line is the subject; the HTML form is made of the same text.

A profile may replace any of them. Templates run in a sandbox, know only the facts that they are given, and are all
rendered once when the service starts, so that a mistake in one is found then.
"""

import html
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

import msgspec
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dial2.errors import Permanent
from dial2.profile.model import Profile
from dial2.vocabulary import Language
from notifier.wording import clip

LetterName = Literal[
    "acknowledgement",
    "update",
    "proposal",
    "reopened",
    "page",
    "stand_down",
    "desk_clock",
    "desk_page",
    "desk_unread",
]

_SUBJECT = 180
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")
_PAGE = """<!doctype html>
<html lang="{language}"><body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#222;max-width:40em">
{paragraphs}
</body></html>
"""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    subject: str
    plain: str
    html: str


class Letters:
    """Renders the notifier's own templates, or the profile's in their place."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # the text is plain; its HTML form is escaped as a whole
        )

    def write(self, name: LetterName, language: Language, facts: Mapping[str, object]) -> Letter:
        """Raises `Permanent`, naming the template, where it cannot be rendered."""
        try:
            text = self._environment.from_string(self._template(name, language)).render(facts)
        except TemplateError as error:
            raise Permanent(f"The template {name}.{language} cannot be rendered: {error}") from error
        subject, _, body = text.partition("\n")
        plain = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
        return Letter(subject=clip(subject, _SUBJECT), plain=plain, html=_html(plain, language))

    def _template(self, name: LetterName, language: Language) -> str:
        own = self._profile.templates.get(name, {}).get(language)
        return own or files("notifier").joinpath("templates", f"{name}.{language}.txt").read_text("utf-8")


def _html(plain: str, language: Language) -> str:
    paragraphs = "\n".join(
        f"<p>{_with_links(paragraph)}</p>" for paragraph in plain.strip().split("\n\n") if paragraph.strip()
    )
    return _PAGE.format(language=language, paragraphs=paragraphs)


def _with_links(paragraph: str) -> str:
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(paragraph):
        address = html.escape(found[0])
        parts += [html.escape(paragraph[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    parts.append(html.escape(paragraph[end:]))
    return "".join(parts).replace("\n", "<br>\n")
