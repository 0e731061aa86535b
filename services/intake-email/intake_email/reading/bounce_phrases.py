"""What mail systems write when they cannot deliver: the words are data, in the file beside this one."""

import re
import tomllib
from importlib.resources import files

import msgspec


class Cause(msgspec.Struct, frozen=True):
    status: str  # RFC 3463; a class 4 cause keeps its detail where the report is of class 5
    permanent: bool  # the address itself can take no mail
    phrases: tuple[str, ...]

    @property
    def pattern(self) -> str:
        return "|".join(re.escape(phrase) for phrase in self.phrases)


class _Words(msgspec.Struct, frozen=True):
    subjects: tuple[str, ...]
    notices: tuple[str, ...]
    delays: tuple[str, ...]
    daemons: tuple[str, ...]
    causes: tuple[Cause, ...]


_WORDS = msgspec.convert(
    tomllib.loads(files(__package__).joinpath("bounce_phrases.toml").read_text("utf-8")), _Words
)
SUBJECTS = _WORDS.subjects
NOTICES = _WORDS.notices
DELAYS = _WORDS.delays
DAEMONS = _WORDS.daemons
CAUSES = _WORDS.causes

# A reply code without an enhanced one, where the words say nothing.
REPLIES = {
    "421": "4.4.2", "422": "4.2.2", "431": "4.3.1", "432": "4.3.2", "441": "4.4.1", "442": "4.4.2",
    "446": "4.4.6", "447": "4.4.7", "450": "4.2.0", "451": "4.3.0", "452": "4.3.1", "454": "4.7.0",
    "471": "4.7.1", "500": "5.5.2", "501": "5.5.4", "502": "5.5.1", "503": "5.5.1", "504": "5.5.4",
    "510": "5.1.1", "511": "5.1.1", "512": "5.1.2", "521": "5.3.2", "523": "5.3.4", "530": "5.7.0",
    "535": "5.7.8", "541": "5.7.1", "550": "5.0.0", "551": "5.1.6", "552": "5.2.2", "553": "5.1.3",
    "554": "5.0.0", "556": "5.1.10", "571": "5.7.1",
}  # fmt: skip

# Detail codes of class 5 that speak of the address or its domain (RFC 3463, 7505, 7504 and Exchange Online's own).
PERMANENT = {
    "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.1.351", "5.2.1", "5.4.4", "5.4.310",
    "5.1.20",
}  # fmt: skip
