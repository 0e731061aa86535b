"""What mail systems write when they cannot deliver: the words are data, in the file beside this one."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

import msgspec

from intake_email.reading.bounce.address import ADDRESS


class Cause(msgspec.Struct, frozen=True):
    status: str  # RFC 3463; a class 4 cause keeps its detail where the report is of class 5
    permanent: bool  # the address itself can take no mail
    phrases: tuple[str, ...]


class _Words(msgspec.Struct, frozen=True):
    words: dict[str, tuple[str, ...]]
    subjects: tuple[str, ...]
    notices: tuple[str, ...]
    delays: tuple[str, ...]
    finals: tuple[str, ...]
    before_recipient: tuple[str, ...]
    daemons: tuple[str, ...]
    daemon_accounts: frozenset[str]
    causes: tuple[Cause, ...]


_WORDS = msgspec.convert(tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8")), _Words)
_ANYTHING = ".{0,60}?"
_HOST = re.compile(
    r"(?:\bhost )?[^\s\[\]]{1,255}\[[\da-f.:]{2,45}\](?::\d{1,5})?"
    r"|(?:(?<=\bhost )|(?<=\bby )|(?<=\bdomain ))[^\s\[\]]{1,200}\.[a-z]{2,24}\b"
)
_MARKS = str.maketrans(dict.fromkeys('<>()[]"“”_', " "))  # "user_unknown": some write no spaces
_NO_REASON = "unknown address error"  # one vendor's preface to every refusal
_CHARS = 8_000


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, phrases)))


def _pattern(phrase: str) -> str:
    pattern = _ANYTHING.join(map(re.escape, phrase.split("…")))
    for name, words in _WORDS.words.items():
        pattern = pattern.replace(rf"\{{{name}\}}", f"(?:{'|'.join(map(re.escape, words))})")
    return pattern


SUBJECT = _any_of(_WORDS.subjects)
NOTICE = _any_of(_WORDS.notices)
DELAY = _any_of(_WORDS.delays)
FINAL = _any_of(_WORDS.finals)
BEFORE_RECIPIENT = _any_of(_WORDS.before_recipient)
DAEMON = _any_of(_WORDS.daemons)
DAEMON_ACCOUNTS = _WORDS.daemon_accounts
_CAUSES = [(cause, _any_of(cause.phrases)) for cause in _WORDS.causes]


def plain(text: str) -> str:
    """Lower case, single spaces: the form in which phrases are looked for."""
    return " ".join(text.lower().replace("\u2019", "'").split())


@lru_cache(maxsize=64)  # one notice is asked about for each of its recipients
def cause(text: str) -> Cause | None:
    """What a reply or a notice gives as its reason."""
    bare = _HOST.sub(" ", ADDRESS.sub(" ", text[:_CHARS].lower().replace("...", " ")))
    said = plain(bare.translate(_MARKS)).replace(_NO_REASON, "")
    return next((one for one, pattern in _CAUSES if pattern.search(said)), None)
