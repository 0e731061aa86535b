"""Words instead of keys: what a caller says at a prompt becomes the key that it stands for."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from dial2.profile.model import PhoneMenu
from intake_phone.flow.questions import KINDS
from intake_phone.flow.steps import Listens

NOT_UNDERSTOOD = "?"  # a key that no telephone has

_SPOKEN = tomllib.loads(files("intake_phone").joinpath("speech.toml").read_text("utf-8"))
_DIGITS: Mapping[str, Sequence[str]] = _SPOKEN["digits"]
_WORDS: Mapping[str, Sequence[str]] = _SPOKEN["words"]
_NOT_A_WORD = re.compile(r"[\W_]+")


class Speech:
    """What can be said at each prompt of this profile's menu."""

    def __init__(self, menu: PhoneMenu) -> None:
        support: dict[str, str] = {language: key for key, language in menu.languages.items()}
        kinds: dict[str, str] = {kind: key for key, kind in KINDS.items()}
        self._keys: dict[Listens, dict[str, str]] = {
            "menu": {**support, "support": menu.support, "repeat": "*"},
            "tickets": {"new": "0", "repeat": "*"},
            "closed": {"down": "1", "message": "2", "repeat": "*"},
            "yes": {"no": "2", "yes": "1", "repeat": "*"},
            "kind": {**kinds, "skip": "*"},
            "pin": {},
            "answer": {},
        }

    def key(self, listens: Listens, said: str) -> str:
        """The first meaning that is in `said`; a number counts where nothing else does."""
        heard = f" {_plain(said)} "
        for meaning, key in self._keys[listens].items():
            if any(f" {_plain(word)} " in heard for word in _WORDS[meaning]):
                return key
        digits = [
            digit for digit, words in _DIGITS.items() if any(f" {word} " in heard for word in (digit, *words))
        ]
        return digits[0] if len(digits) == 1 else NOT_UNDERSTOOD

    def hints(self, listens: Listens) -> Sequence[str]:
        return list(self._hints(listens))

    def _hints(self, listens: Listens) -> Iterator[str]:
        for meaning in self._keys[listens]:
            yield from _WORDS[meaning]


def _plain(text: str) -> str:
    return _NOT_A_WORD.sub(" ", text.casefold()).strip()
