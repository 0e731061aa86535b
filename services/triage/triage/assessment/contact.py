"""A contact as triage reads it, and which parts of its text are the sender's new words."""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from dial2.vocabulary import Marker

Part = Literal["new", "quoted", "forwarded", "signature", "form"]


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer sent: `text` is the mail's body, the form's, or what was said on the telephone."""

    channel: str
    subject: str | None
    text: str
    marker: Marker | None = None


class Section(msgspec.Struct, frozen=True):
    """A stretch of the text, `start` to `end` (excluded), that is all of one part."""

    part: Part
    start: int
    end: int


_I = re.IGNORECASE
_HISTORY = re.compile(
    r"^[\s*_-]*(?:original message|forwarded(?: message| by [^\n]{1,80})?|begin forwarded message|message d'origine"
    r"|message original|message transf[eé]r[eé]|d[eé]but du message (?:transf[eé]r[eé]|r[eé]exp[eé]di[eé]))[\s*_:-]*$",
    _I,
)
_HEADER = re.compile(r"^\s*\*?(?:from|de|von)\s?:\*?\s\S", _I)
_HEADER_NEXT = re.compile(r"^\s*\*?(?:sent|date|to|subject|envoy[eé](?: le)?|[aà]|objet|cc)\s?:", _I)
_WROTE = re.compile(r"^(?:on|le|am)\b[^\n]{3,160}\b(?:wrote|a [eé]crit|writes|schrieb)\s?:\s*$", _I)
_FORWARD = re.compile(r"^\s*(?:\[[^\]]{0,20}\]\s*)?(?:fwd?|tr|wg)\s?:", _I)
_CLOSING = re.compile(
    r"^\s*(?:(?:kind|best|warm|warmest|many|with (?:kind|best)|freundliche)?\s*(?:regards|gr[uü](?:ß|ss)e|wishes)|best|cheers|sincerely"
    r"|yours(?: \w+)?|thank(?:s| you)(?: (?:again|a lot|in advance|so much|very much|all|you))?(?: and [\w ]{1,20})?|rgds|br|ta"
    r"|many thanks|respectfully|(?:bien )?cordialement|(?:bien )?[aà] vous|salutations(?: \w+)?|merci(?: (?:beaucoup|d'avance|bien|encore"
    r"|de votre aide|pour votre aide|de votre collaboration))?|bonne journ[eé]e|bonne fin de journ[eé]e|au plaisir)\s*[,.!]*\s*$",
    _I,
)
_RULE = re.compile(r"^\s*(?:--\s?|-{3,}|_{3,}|={3,}|\*{3,})\s*$")
_POSTSCRIPT = re.compile(r"^\s*p\.?\s?s\.?\s?[:.,-]", _I)
_DISCLAIMER = re.compile(
    r"confidential(?:ity)? (?:notice|and|information)|intended recipient|destinataire (?:pr[eé]vu|vis[eé])|sent from my|received (?:this|it) in error"
    r"|envoy[eé] (?:de|depuis) mon|mailbox is not monitored|disclaimer\s?:|re[cç]u (?:ce|cet|le)[^.\n]{0,30} par erreur"
    r"|get outlook|please consider the environment|in an emergency dial|pensez [aà] l'environnement|this e-?mail (?:and|may|is)"
    r"|ce (?:courriel|message) (?:et|peut|est)|en cas d'urgence, compose",
    _I,
)
_NAME = re.compile(
    r"^\s*[A-Z\u00c0-\u00de][\w.'\u2019-]*(?:\s+(?:[A-Z\u00c0-\u00de&][\w.'\u2019-]*|de|du|van|von|el|al|of|and|da)){0,5}"
    r"(?:,\s[^.!?\n]{1,60}|\s\([^)\n]{1,40}\))?\s*$"
)
_FORM_META = re.compile(
    r"^\s*(?:priority|priorit[eé]|impact|severity|s[eé]v[eé]rit[eé]|gravit[eé]|urgency|urgence|after[- ]hours? support request"
    r"|soutien apr[eè]s les heures|ticket type|request type|type de demande|internet access available)\s?:[^\n]*$",
    _I,
)


def sections(contact: Contact) -> list[Section]:
    """Divide the text into new words, history (quoted or forwarded), signature and form fields, in order."""
    forwarded: Part = "forwarded" if _FORWARD.match(contact.subject or "") else "quoted"
    parts: list[Section] = []
    for part, start, end in _classified(contact.text, forwarded, letter=contact.channel == "email"):
        if parts and parts[-1].part == part:
            parts[-1] = Section(part, parts[-1].start, end)
        else:
            parts.append(Section(part, start, end))
    return parts


def _classified(text: str, history: Part, *, letter: bool) -> Iterator[tuple[Part, int, int]]:
    lines = list(_lines(text))
    current: Part = "new"
    for index, (start, end) in enumerate(lines):
        line = text[start:end].rstrip("\r\n")
        following = text[slice(*lines[index + 1])] if index + 1 < len(lines) else ""
        if current in ("quoted", "forwarded"):
            yield current, start, end
            continue
        if _HISTORY.match(line):
            current = "forwarded" if "forward" in line.lower() or "transf" in line.lower() else history
        elif _HEADER.match(line) and _HEADER_NEXT.match(following):
            current = history
        elif _WROTE.match(line):
            if not _quotation_follows(text, lines, index):
                current = "quoted"
            yield "quoted", start, end
            continue
        if line.lstrip().startswith(">"):
            yield history, start, end
            continue
        if current in ("quoted", "forwarded"):
            yield current, start, end
            continue
        current = _ending(text, lines, index, current) if letter else current
        part: Part = "form" if _FORM_META.match(line) else current
        yield part, start, end


def _ending(text: str, lines: list[tuple[int, int]], index: int, current: Part) -> Part:
    """Tell whether the letter's signature has begun by this line."""
    start, end = lines[index]
    line = text[start:end].strip()
    if _POSTSCRIPT.match(line):
        return "new"
    if current == "signature":
        return _still_signature(text, lines, index)
    before = text[:start].strip()
    if not before or not line:
        return current
    if _RULE.match(line) or _CLOSING.match(line) or _DISCLAIMER.search(line):
        return "signature"
    blank_before = not text[slice(*lines[index - 1])].strip()
    if blank_before and len(line) <= 70 and _NAME.match(line):  # noqa: PLR2004 - a name and a title, no sentence
        return "signature"
    return current


def _still_signature(text: str, lines: list[tuple[int, int]], index: int) -> Part:
    """A signature ends where a paragraph of sentences begins that is no disclaimer."""
    start, end = lines[index]
    line = text[start:end].strip()
    blank_before = not text[slice(*lines[index - 1])].strip()
    ruled = any(_RULE.match(text[slice(*span)]) for span in lines[max(0, index - 12) : index])
    sentence = line.endswith((".", "!", "?")) and len(line.split()) > 7  # noqa: PLR2004 - longer than any title
    if blank_before and sentence and not ruled and not _DISCLAIMER.search(line) and not line.isupper():
        return "new"
    return "signature"


def _quotation_follows(text: str, lines: list[tuple[int, int]], index: int) -> bool:
    return any(text[slice(*span)].lstrip().startswith(">") for span in lines[index + 1 : index + 3])


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline + 1
        yield start, end
        start = end
