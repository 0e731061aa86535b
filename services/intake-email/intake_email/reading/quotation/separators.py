"""Lines that part the new text from the rest: «-----Original Message-----», «Begin forwarded message:»."""

import re
from typing import Final

from .phrases import SEPARATORS

_LONGEST: Final = 160
_DASHES: Final = re.compile(r"[\s>]{0,4}[-–—_=*]{2,80}\s?(?P<phrase>[^\W\d_].{1,80}?)\s?[:：]?\s?[-–—_=*]{2,80}$")
_RULE: Final = re.compile(r"[-–—_=*~#]{3,}$")
_PROCESSED: Final = re.compile(r"[\s>\[(]{0,4}original message processed by ", re.IGNORECASE)
_FORWARDED_BY: Final = re.compile(r"-{3,80} ?forwarded by .{1,120}", re.IGNORECASE)
_ASKED: Final = re.compile(
    r"repl|respon|type|write|edit|répon|écri|saisi|antwort|schreib|escrib|respues|respost|escrev|digit|rispo|scriv|typ"
    r"|svar|odpis|odpow|odpov",
    re.IGNORECASE,
)
_ABOVE: Final = (
    *("above", "below", "au-dessus", "au dessus", "oberhalb", "über", "encima", "arriba", "sopra", "acima"),
    *("boven", "ovanför", "over", "nad", "powyżej"),
)
_ABOVE_LINE: Final = re.compile(
    rf"(?:{'|'.join(_ABOVE)})"
    r" (?:\w{1,6} ){1,2}(?:line|ligne|linie|zeile|línea|linea|linha|riga|regel|lijn|rad|linje|řádek|linii)",
    re.IGNORECASE,
)
_HELP_DESK: Final = re.compile(r"[>\s]{0,4}##-? ?\S.{3,140} ?-?##$")
_HIDDEN_DETAILS: Final = ("Inactive hide details for ", "(Embedded image moved to file:")


def is_rule(line: str) -> bool:
    """Whether a line is only a drawn rule."""
    return bool(_RULE.match(line))


def is_original_message(line: str) -> bool:
    """Whether a line says that the original message follows."""
    return (
        _phrase_between_dashes(line) in SEPARATORS.original
        or line.startswith(_HIDDEN_DETAILS)
        or bool(_PROCESSED.match(line))
    )


def is_forwarded_message(line: str) -> bool:
    """Whether a line says that a forwarded mail follows."""
    if len(line) > _LONGEST:
        return False
    if line.endswith((":", "：")) and line.rstrip(":： ").strip("* ").casefold() in SEPARATORS.forwarded:
        return True
    return _phrase_between_dashes(line) in SEPARATORS.forwarded or bool(_FORWARDED_BY.match(line))


def is_reply_above(line: str) -> bool:
    """Whether a line is a help desk's «please type your reply above this line»."""
    if len(line) > _LONGEST:
        return False
    if "##" in line and _HELP_DESK.match(line):
        return True
    lowered = line.lower()
    return any(word in lowered for word in _ABOVE) and bool(_ABOVE_LINE.search(line) and _ASKED.search(line))


def _phrase_between_dashes(line: str) -> str | None:
    if len(line) > _LONGEST:
        return None
    match = _DASHES.match(line)
    return match["phrase"].strip().casefold() if match else None
