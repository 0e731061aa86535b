"""Mail from templates: each a text whose first line is the subject; the HTML form is made of the same text.

A profile may replace any of them. Templates run in a sandbox, know only the facts that they are given, and are all
rendered once when the service starts, so that a mistake in one is found then.
"""

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from typing import Literal, get_args

import msgspec
from jinja2 import StrictUndefined, Template, TemplateError
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
    "maintenance",
    "maintenance_cancelled",
    "after_hours",
    "merged",
    "page",
    "stand_down",
    "desk_callback",
    "desk_clock",
    "desk_contact",
    "desk_page",
    "desk_proposal",
    "desk_reopening",
    "desk_unread",
    "desk_failed",
    "desk_withheld",
    "desk_oncall",
    "desk_roster",
    "desk_setup",
    "desk_vouchers",
    "hand_off",
    "update_due",
    "verify",
]

# Every fact there is: a template that uses another one is found when the service starts.
SAMPLE: Mapping[str, object] = {
    **dict.fromkeys(
        (
            *("tag", "ticket", "subject", "name", "title", "zone", "received", "severity", "description", "given"),
            *("text", "kind", "promised_for", "answer_by", "agree", "reopen", "digits", "client", "promise"),
            *("link", "person", "clock", "deadline", "rounds", "sender", "reason", "request"),
            *("times", "incident", "starts", "ends"),
        ),
        "sample",
    ),
    "promises": [{"what": "sample", "within": "sample", "by": "sample"}],
    "missing": ["sample"],
    "problems": ["sample"],
    "file": "sample",
    "breached": True,
    "unreachable": True,
    **dict.fromkeys(("address", "status", "notice"), "sample"),
    **dict.fromkeys(("ruling", "opens", "document", "request_line", "balance"), "sample"),
    **dict.fromkeys(("channel", "code"), "sample"),
    **dict.fromkeys(("standing", "read", "by", "merged"), "sample"),
    "new": ["sample"],
    "outdated": ["sample"],
    "asks": ["sample"],
    "schedule": "sample",
    "comes_on": True,
    "tickets": ["sample"],
}

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
        environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # the text is plain; its HTML form is escaped as a whole
        )
        self._templates: dict[tuple[LetterName, Language], Template] = {}
        for name in get_args(LetterName):
            for language in get_args(Language):
                text = profile.templates.get(name, {}).get(language) or _own(name, language)
                with _naming(name, language):
                    self._templates[name, language] = environment.from_string(text)
                self.write(name, language, SAMPLE)

    def write(self, name: LetterName, language: Language, facts: Mapping[str, object]) -> Letter:
        """Raises `Permanent`, naming the template, where it cannot be rendered."""
        with _naming(name, language):
            text = self._templates[name, language].render(facts)
        subject, _, body = text.partition("\n")
        plain = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
        return Letter(subject=clip(subject, _SUBJECT), plain=plain, html=_html(plain, language))


def _own(name: LetterName, language: Language) -> str:
    return files("notifier").joinpath("templates", f"{name}.{language}.txt").read_text("utf-8")


@contextmanager
def _naming(name: LetterName, language: Language) -> Iterator[None]:
    try:
        yield
    except TemplateError as error:
        raise Permanent(f"The template {name}.{language} cannot be rendered: {error}") from error


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
