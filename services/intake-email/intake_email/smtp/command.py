"""The grammar of commands (RFC 5321, 4.1), read as leniently as is safe."""

import re
from typing import NamedTuple

from intake_email.smtp.reply import NO_SYNTAX, Reply, reply

MAX_LINE = 2_048  # octets; RFC 5321, 4.5.3.1.4 asks for 512, and extensions add to it
_MAX_PATH = 512  # octets; RFC 5321, 4.5.3.1.3 asks for 256

_LINE = re.compile(r"([A-Za-z0-9]{1,16})(?: ++(.*))?")
_LOCAL = r'(?:"(?:[^"\\]|\\.)*+"|[^\s"<>@,]++)'
_MAILBOX = rf"{_LOCAL}(?:@(?:\[[^\s<>\[\]]++\]|[^\s\"<>@,\[\]]++))?"
_SOURCE_ROUTE = r"(?:@[^\s<>:@]++(?:,@[^\s<>:@]++)*+:)?"  # to be ignored: RFC 5321, appendix C
_PATH = rf" *(?:<{_SOURCE_ROUTE}({_MAILBOX})?>|({_MAILBOX}))((?: ++[^ ]++)*+)"
_PATHS = {keyword: re.compile(f"{keyword}:{_PATH}", re.IGNORECASE) for keyword in ("FROM", "TO")}
_PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*+)(?:=([!-<>-~]++))?")


class Command(NamedTuple):
    verb: str  # in upper case
    argument: str


class Path(NamedTuple):
    """A reverse or forward path with its parameters, whose names are in upper case. The null path is ''."""

    address: str
    parameters: dict[str, str | None]


class Refused(Exception):
    """What was sent is not in the grammar, or not supported; `reply` says so."""

    def __init__(self, answer: Reply) -> None:
        super().__init__(*answer.lines)
        self.reply = answer


def parse(line: bytes) -> Command:
    """The command in a line without its CRLF. Raises `Refused` where there is none."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(NO_SYNTAX) from None
    found = _LINE.fullmatch(text.rstrip(" ")) if text.isprintable() else None
    if found is None:
        raise Refused(NO_SYNTAX)
    return Command(found[1].upper(), found[2] or "")


def path(keyword: str, argument: str) -> Path:
    """What follows MAIL (`FROM`) or RCPT (`TO`). Raises `Refused`."""
    found = _PATHS[keyword].fullmatch(argument)
    if found is None:
        raise Refused(reply(501, f"5.5.4 Write {keyword}:<address>"))
    address = found[1] or found[2] or ""
    if len(address.encode()) > _MAX_PATH:
        raise Refused(reply(501, f"5.1.7 An address has at most {_MAX_PATH} octets"))
    return Path(address, dict(_parameters(found[3])))


def _parameters(text: str) -> list[tuple[str, str | None]]:
    parameters = []
    for word in text.split(" "):
        if word:
            found = _PARAMETER.fullmatch(word)
            if found is None:
                raise Refused(reply(501, "5.5.4 A parameter is written KEYWORD or KEYWORD=value"))
            parameters.append((found[1].upper(), found[2]))
    return parameters
