"""«Sent from my phone»: the line that a phone or a mail program puts under a mail."""

import re
from typing import Final

from .phrases import MOBILE

_LONGEST: Final = 160
_MOST_WORDS: Final = 16
_FROM_MY: Final = ("sent from my ", "envoyé de mon ")
_LONGEST_DEVICE: Final = 9  # words, «Sent from my» included
_LONGEST_NAME: Final = 4
_CLAUSE_END: Final = re.compile(r"[,.;!]| [-–—] ")
_HARMLESS_COLON: Final = re.compile(r"https?:|^provenance ?:")
_OFFER: Final = re.compile(r"\. (?:get|download|try|obten|télécharge|hol|laden)[^.]{0,60}\.?$")
_TARGET: Final = re.compile(r"[<(\[]{0,2}https?://\S{1,300}")
_LINK: Final = re.compile(r"[<(\[]?https?://\S{1,300}$")
_PROGRAM: Final = re.compile(
    r"(?:Sent|Posted|Envoyé|Gesendet|Enviado|Inviato|Verzonden) (?:from|via|with|using|depuis|avec|mit|con|met)"
    r" [A-Z][\w.]*(?: (?:for|on|pour|für|para|per|voor|sur|[A-Z][\w.]*)){0,3}\.?$"
)
_DEVICE: Final = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, MOBILE.device_names))})")
_FROM_MOBILE: Final = re.compile(r"(?:\w+ )?(?:from|via) mobile$")


def is_mobile_line(line: str) -> bool:
    """Whether a white-space-folded line is such a one, and no sentence: «Sent from my desk, it is easier»."""
    if not line or len(line) > _LONGEST:
        return False
    written = " ".join(_TARGET.sub(" ", line).split()).strip(" *_[]()<>-–—|\u200b")
    text = written.casefold()
    if _PROGRAM.match(written) or _FROM_MOBILE.match(text):
        return True
    return (text.startswith(MOBILE.openings) or text.endswith(MOBILE.endings)) and _names_device(text)


def _names_device(text: str) -> bool:
    if ":" in _HARMLESS_COLON.sub("", text) or len(text.split()) > _MOST_WORDS:
        return False
    if text.startswith(_FROM_MY):
        device, *more = _CLAUSE_END.split(text, maxsplit=1)
        return len(device.split()) <= _LONGEST_DEVICE and _goes_on("".join(more))
    ending = text.rstrip(". !").removesuffix(" gesendet").removesuffix(" aus")
    named = bool(_DEVICE.search(text)) or ending.endswith(MOBILE.device_words)
    return named and ". " not in _OFFER.sub("", text).rstrip(". ")


def is_link_alone(line: str) -> bool:
    """Whether a line is the bare link that some programs put below theirs."""
    return bool(_LINK.match(line))


def _goes_on(text: str) -> bool:
    """Whether what follows the device is nothing, an excuse or the device's name, and no sentence."""
    if not text.strip(" .!") or any(word in text for word in MOBILE.excuses):
        return True
    return len(text.split()) <= _LONGEST_NAME and bool(_DEVICE.search(text))
