"""Text folded for matching: one character in, one character out, so a place in it is a place in the original."""

import unicodedata
from functools import lru_cache

_SINGLE = {
    "\u2019": "'",
    "\u2018": "'",
    "\u02bc": "'",
    "`": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u00a0": " ",
    "\u202f": " ",
    "\u0153": "o",
    "\u00e6": "a",
}


def fold(text: str) -> str:
    """Return `text` in lower case without accents, character for character."""
    return text.lower() if text.isascii() else "".join(map(_fold_char, text))


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    lowered = char.lower()
    if lowered in _SINGLE:
        return _SINGLE[lowered]
    return unicodedata.normalize("NFKD", lowered)[0]
