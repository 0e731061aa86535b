"""The close of a letter: «Regards,» or «Cordialement,» alone on a line, and the name, title and numbers below it.

It is taken for a signature only at the end of a text, below something said: a formula amid the text stays, and so
do «Cheers!» as the whole answer and «Regards, Dispatch» in one line. «Thanks» above a name alone is thanks; above
a name and more of a signature it is a close.
"""

import re
import unicodedata
from typing import Final

from .phrases import CLOSING

_LONGEST_BLOCK: Final = 12  # lines with text
_LONGEST_LINE: Final = 90
_LONGEST_ADVERT: Final = 160  # below a number or an address
_LONGEST_FORMULA: Final = 60
_LONGEST_NAME: Final = 6  # words
_LONGEST_PERSON: Final = 4
_SHORTEST_SENTENCE: Final = 6  # words
_AROUND: Final = re.compile(r"^[\W_]+|[\W_]+$")  # «Cheers 🎉»
_LISTED: Final = re.compile(r"(?:[-*•+#>]|\d{1,2}[.)])\s")
_CONTACT: Final = re.compile(r"\d(?:[\s().+/-]{0,3}\d){5}|@|www\.|https?://|\|")
_UNDERSCORES: Final = re.compile(r"_{5,80}$")  # drawn above a signature by some programs
_STARS: Final = re.compile(r"\*( ?\*){2,9}$")
_TITLE: Final = re.compile(r"\s[-–—|]\s|,\s")  # «Nora Fell - Site Services»
_INITIAL: Final = re.compile(r"(?:^|[\s.])[^\W\d_]{1,3}\.$")


def _folded(text: str) -> str:
    """Without case and accents, which people leave out."""
    text = text.casefold()
    if text.isascii():
        return text
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


_FORMULAS: Final = frozenset(map(_folded, CLOSING.formulas))


def without_closing(lines: list[str], *, text_above: bool) -> list[str]:
    """Lines of one stretch of new text without the close at its end; one that is all there is stays."""
    written = [(number, line.strip()) for number, line in enumerate(lines) if line.strip()]
    for at in range(max(0, len(written) - _LONGEST_BLOCK - 1), len(written)):
        number, formula = written[at]
        if (at or text_above) and _closes(formula, [line for _, line in written[at + 1 :]]):
            return lines[:number]
    return lines


def _closes(line: str, block: list[str]) -> bool:
    """Whether a line is a formula with nothing below it but whose it is."""
    line = " ".join(line.split())
    if len(line) > _LONGEST_FORMULA or line.endswith(("?", ":")):
        return False
    if block and _UNDERSCORES.match(block[0]):
        return _is_formula(line) or _bare(line).casefold() in CLOSING.thanks
    if _is_formula(line):
        return not block or ((_is_formula(block[0]) or _is_name(block[0])) and _is_block(block[1:]))
    is_thanks = _bare(line).casefold() in CLOSING.thanks and len(block) > 1 and not _is_formula(block[0])
    return is_thanks and _is_person(block[0]) and _is_block(block[1:])


def _is_formula(text: str) -> bool:
    parts = [_bare(part) for part in re.split(r"\s[/|]\s", text)]  # in two languages
    return all(_folded(part) in _FORMULAS for part in parts)


def _bare(text: str) -> str:
    return _AROUND.sub("", text).replace("’", "'")


def _is_name(line: str) -> bool:
    """Whether a line could be a person's or a team's name: few words, no sentence and no item of a list."""
    words = _bare(line).split()
    name, *title = _TITLE.split(line, maxsplit=1)
    return (
        (0 < len(words) <= _LONGEST_NAME or (bool(title) and len(line) <= _LONGEST_LINE and _is_person(name)))
        and not _LISTED.match(line)
        and (not line.endswith((".", "?", "!", ":", ";")) or bool(_INITIAL.search(line)))
        and words[0].casefold() not in CLOSING.postscripts
    )


def _is_person(line: str) -> bool:
    """Whether a line is a name beyond doubt: a few words, each with a capital, no figures."""
    words = _bare(line).split()
    return (
        len(words) <= _LONGEST_PERSON
        and _is_name(line.strip())
        and all(word[:1].isupper() or word in CLOSING.particles for word in words)
        and not any(character.isdigit() for character in line)
    )


def _is_block(lines: list[str]) -> bool:
    """Whether lines are what stands below a name: no sentences, until there is a number or an address."""
    is_contact = False
    for line in lines:
        is_contact = is_contact or bool(_CONTACT.search(line))
        first = line.split()[0].casefold().rstrip(":.")
        if _STARS.match(line):
            continue
        longest = _LONGEST_ADVERT if is_contact else _LONGEST_LINE
        if len(line) > longest or line.endswith("?") or first in CLOSING.postscripts:
            return False
        if not is_contact and (_LISTED.match(line) or _is_sentence(line)):
            return False
    return True


def _is_sentence(line: str) -> bool:
    return len(line.split()) >= _SHORTEST_SENTENCE and line.endswith((".", "!", ":"))
