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
    r"^[\s*_-]*(?:original message|forwarded(?: message| by [^\n]{1,80})?|begin forwarded message"
    r"|message d'origine|message original|message transf[eé]r[eé]"
    r"|d[eé]but du message (?:transf[eé]r[eé]|r[eé]exp[eé]di[eé]))[\s*_:-]*$",
    _I,
)
_HEADER = re.compile(r"^\s*\*?(?:from|de|von)\s?:\*?\s\S", _I)
_HEADER_NEXT = re.compile(r"^\s*\*?(?:sent|date|to|subject|envoy[eé](?: le)?|[aà]|objet|cc)\s?:", _I)
_WROTE = re.compile(r"^(?:on|le|am)\b[^\n]{3,160}\b(?:wrote|a [eé]crit|writes|schrieb)\s?:\s*$", _I)
_FORWARD = re.compile(r"^\s*(?:\[[^\]]{0,20}\]\s*)?(?:fwd?|tr|wg)\s?:", _I)
_CLOSING = re.compile(
    r"^\s*(?:(?:(?:kind|best|warm|warmest|many|with (?:kind|best)|freundliche)?\s*"
    r"(?:regards|gr[uü](?:ß|ss)e|wishes))"
    r"|best|cheers|sincerely|yours(?: \w+)?|rgds|br|ta|many thanks|respectfully"
    r"|thank(?:s| you)(?: (?:again|a lot|in advance|so much|very much|all|you))?(?: and [\w ]{1,20})?"
    r"|(?:bien )?cordialement|(?:bien )?[aà] vous|salutations(?: \w+)?|au plaisir|bonne (?:fin de )?journ[eé]e"
    r"|merci(?: (?:beaucoup|d'avance|bien|encore|de votre aide|pour votre aide|de votre collaboration))?)"
    r"\s*[,.!]*\s*$",
    _I,
)
_RULE = re.compile(r"^\s*(?:--\s?|-{3,}|_{3,}|={3,}|\*{3,})\s*$")
_POSTSCRIPT = re.compile(r"^\s*p\.?\s?s\.?\s?[:.,-]", _I)
_DISCLAIMER = re.compile(
    r"\b(?:confidential(?:ity)? (?:notice|and|information)|intended recipient|received (?:this|it) in error"
    r"|mailbox is not monitored|disclaimer\s?:|this e-?mail (?:and|may|is)|in an emergency dial"
    r"|sent from my|get outlook|please consider the environment"
    r"|destinataire (?:pr[eé]vu|vis[eé])|re[cç]u (?:ce|cet|le)[^.\n]{0,30} par erreur|en cas d'urgence, compose"
    r"|envoy[eé] (?:de|depuis) mon|pensez [aà] l'environnement|ce (?:courriel|message) (?:et|peut|est))",
)
_NAME = re.compile(
    r"^\s*[A-Z\u00c0-\u00de][\w.'\u2019-]*(?:\s+(?:[A-Z\u00c0-\u00de&][\w.'\u2019-]*|de|du|van|von|el|al|of|and|da)){0,5}"
    r"(?:,\s[^.!?\n]{1,60}|\s\([^)\n]{1,40}\))?\s*$"
)
_COMPANY = re.compile(r"\b(?:ltd|inc|co|corp|llc|plc|gmbh|lt[eé]e|enr|s\.?a)\.$", _I)
_TITLE = 70  # characters: a name and a title are no longer
_SENTENCE = 3  # words: fewer with a full stop may be a slogan or a name
_LINES_UNDER_RULE = 12
_FORM_META = re.compile(
    r"^\s*(?:priority|priorit[eé]|impact|severity|s[eé]v[eé]rit[eé]|gravit[eé]|urgency|urgence"
    r"|after[- ]hours? support request|soutien apr[eè]s les heures|ticket type|request type|type de demande"
    r"|internet access available)\s?:[^\n]*$",
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
    begun = False
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
        current = _ending(text, lines, index, current) if letter and begun else current
        begun = begun or bool(line.strip())
        part: Part = "form" if _FORM_META.match(line) else current
        yield part, start, end


def _ending(text: str, lines: list[tuple[int, int]], index: int, current: Part) -> Part:
    """Tell whether the letter's signature has begun by this line."""
    line = _line(text, lines[index])
    if _POSTSCRIPT.match(line):
        return "new"
    if current == "signature":
        return "signature" if _belongs_to_signature(text, lines, index) else "new"
    if not line:
        return current
    if _RULE.match(line) or _CLOSING.match(line) or _DISCLAIMER.search(line.lower()):
        return "signature"
    blank_before = not _line(text, lines[index - 1])
    return "signature" if blank_before and len(line) <= _TITLE and _NAME.match(line) else current


def _belongs_to_signature(text: str, lines: list[tuple[int, int]], index: int) -> bool:
    """A sentence below "Thanks," is the sender's again, unless it is a disclaimer or stands under a rule."""
    line = _line(text, lines[index])
    sentence = line.endswith((".", "!", "?")) and len(line.split()) >= _SENTENCE and not _COMPANY.search(line)
    if not sentence and not (line[:1].islower() and len(line.split()) > _SENTENCE):
        return True
    ruled = any(_RULE.match(_line(text, span)) for span in lines[max(0, index - _LINES_UNDER_RULE) : index])
    return ruled or line.isupper() or bool(_DISCLAIMER.search(line.lower()))


def _line(text: str, span: tuple[int, int]) -> str:
    return text[slice(*span)].strip()


def _quotation_follows(text: str, lines: list[tuple[int, int]], index: int) -> bool:
    return any(text[slice(*span)].lstrip().startswith(">") for span in lines[index + 1 : index + 3])


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline + 1
        yield start, end
        start = end
