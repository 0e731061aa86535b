"""The service level a subject claims by a marker, word for word (contract: email markers)."""

import re
import unicodedata
from functools import lru_cache

from dial2.profile.model import Markers
from dial2.vocabulary import Marker


def marker_of(subject: str | None, markers: Markers) -> Marker | None:
    """Return which marker a decoded subject carries; `urgent` wins where both match, None is unmarked.

    Case and spacing do not matter and the phrase may stand anywhere, but it must be whole: neither
    `URGENT: Service Issue` nor `Non-urgent service issue` is `Urgent Service Issue`.
    """
    if subject is None:
        return None
    text = _plain(subject)
    if any(_pattern(phrase).search(text) for phrase in markers.urgent):
        return "urgent"
    if any(_pattern(phrase).search(text) for phrase in markers.normal):
        return "normal"
    return None


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text)
    visible = "".join(char for char in composed if unicodedata.category(char) != "Cf")
    return " ".join(visible.split()).casefold()


@lru_cache(maxsize=64)
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?<!non[- ])" + re.escape(_plain(phrase)))
