"""An SPF record's terms, and the macros in them (RFC 7208, 4.6 and 7)."""

import re
from ipaddress import IPv4Address, IPv6Address
from typing import Literal
from urllib.parse import quote

import msgspec

Ip = IPv4Address | IPv6Address
Result = Literal["none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"]

QUALIFIERS: dict[str, Result] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_TERM = re.compile(
    r"(?P<qualifier>[-+~?])?(?P<name>all|include|a|mx|ptr|exists)"
    r"(?::(?P<value>[^/]*(?:/(?![/\d])[^/]*)*[^/]|[^/\s]))?(?P<lengths>(?:/\d{1,3})?(?://\d{1,3})?)",
    re.IGNORECASE,
)
_NETWORK_TERM = re.compile(
    r"(?P<qualifier>[-+~?])?(?P<name>ip4|ip6):(?P<value>[\da-f.:]+(?:/(?:0|[1-9]\d{0,2}))?)(?P<lengths>)",
    re.IGNORECASE,
)
_MODIFIER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9._-]*)=(?P<value>.*)", re.DOTALL)
_MACRO = re.compile(
    r"%(?:\{(?P<letter>[slodiphcrtv])(?P<digits>\d{0,3})(?P<reverse>r?)(?P<marks>[-.+,/_=]*)\}|(?P<sign>[%_-]))",
    re.IGNORECASE,
)
_MACRO_STRING = re.compile(rf"(?:[!-$&-~]|{_MACRO.pattern})*".replace("?P<", "?P<_"), re.IGNORECASE)
_DOMAIN_END = re.compile(r"(?:\.(?=[A-Za-z0-9-]*[A-Za-z-])[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.?|\}|%[%_-])$")
_NEEDS_VALUE = ("include", "exists")
_TAKES_NO_LENGTH = ("all", "include", "ptr", "exists")
_LONGEST_NAME = 253


class Malformed(ValueError):
    """A syntax error: the whole record is void."""


class Term(msgspec.Struct, frozen=True):
    """A mechanism; `prefix4` and `prefix6` are lengths of networks in bits."""

    result: Result
    name: str
    value: str
    prefix4: int
    prefix6: int


class Record(msgspec.Struct, frozen=True):
    terms: list[Term]
    redirect: str | None


def read(text: str) -> Record:
    """Raises `Malformed`."""
    terms: list[Term] = []
    modifiers: dict[str, str] = {}
    for word in text.split(" ")[1:]:
        if not word:
            continue
        if found := _MODIFIER.fullmatch(word):
            _check_macros(found["value"])
            name = found["name"].lower()
            if name in {"redirect", "exp"}:
                if name in modifiers:
                    raise Malformed(f"{name} stands twice")
                _check_domain(found["value"])
                modifiers[name] = found["value"]
        else:
            terms.append(_term(word))
    return Record(terms, modifiers.get("redirect"))


def _term(word: str) -> Term:
    found = _NETWORK_TERM.fullmatch(word) or _TERM.fullmatch(word)
    if found is None:
        raise Malformed(f"{word[:60]!r} is no mechanism")
    name, value, lengths = found["name"].lower(), found["value"] or "", found["lengths"]
    result = QUALIFIERS[found["qualifier"] or "+"]
    if found.re is _NETWORK_TERM:
        return Term(result, name, value, 32, 128)
    if (lengths and name in _TAKES_NO_LENGTH) or (name == "all" and value) or (name in _NEEDS_VALUE and not value):
        raise Malformed(f"{word[:60]!r} is not what {name} takes")
    if value:
        _check_macros(value)
        _check_domain(value)
    four, _, six = lengths.partition("//")
    return Term(result, name, value, _prefix(four.removeprefix("/"), 32), _prefix(six, 128))


def _prefix(written: str, longest: int) -> int:
    if not written:
        return longest
    if int(written) > longest or (written.startswith("0") and written != "0"):
        raise Malformed(f"a network of {written} bits")
    return int(written)


def _check_macros(text: str) -> None:
    macros = list(_MACRO.finditer(text))
    if not _MACRO_STRING.fullmatch(text) or any(found["digits"] and not int(found["digits"]) for found in macros):
        raise Malformed(f"{text[:60]!r} has a macro that is none")
    if any(found["letter"] and found["letter"].lower() in "crt" for found in macros):
        raise Malformed(f"{text[:60]!r} has a macro that belongs into explanations")


def _check_domain(text: str) -> None:
    if not _DOMAIN_END.search(text):
        raise Malformed(f"{text[:60]!r} is no domain")


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What macros stand for; `validated` is the client's name in DNS, or "unknown"."""

    ip: Ip
    sender: str
    helo: str
    validated: str = "unknown"


def expanded(text: str, facts: Facts, domain: str) -> str:
    """The domain that a macro string means."""

    def value(found: re.Match[str]) -> str:
        if found["sign"]:
            return {"%": "%", "_": " ", "-": "%20"}[found["sign"]]
        meant = _meaning(found["letter"].lower(), facts, domain)
        parts = re.split(f"[{re.escape(found['marks'] or '.')}]", meant)
        if found["reverse"]:
            parts.reverse()
        if found["digits"]:
            parts = parts[-int(found["digits"]) :]
        written = ".".join(parts)
        return quote(written, safe="-._~") if found["letter"].isupper() else written

    name = _MACRO.sub(value, text).rstrip(".")
    while len(name) > _LONGEST_NAME and "." in name:
        name = name.partition(".")[2]
    return name


def uses_validated_name(text: str) -> bool:
    return any((found["letter"] or "").lower() == "p" for found in _MACRO.finditer(text))


def _meaning(letter: str, facts: Facts, domain: str) -> str:
    local, _, sender_domain = facts.sender.rpartition("@")
    six = isinstance(facts.ip, IPv6Address)
    dotted = ".".join(facts.ip.exploded.replace(":", "")) if six else str(facts.ip)
    return {
        "s": facts.sender,
        "l": local,
        "o": sender_domain,
        "d": domain,
        "i": dotted,
        "p": facts.validated,
        "h": facts.helo,
        "v": "ip6" if six else "in-addr",
    }[letter]
