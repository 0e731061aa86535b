"""A calendar part (RFC 5545) as a few readable lines."""

import re

_FOLD = re.compile(r"\r?\n[ \t]")
_SHOWN = {"SUMMARY": "", "DTSTART": "Start: ", "DTEND": "End: ", "LOCATION": "Location: ", "DESCRIPTION": ""}
_ESCAPES = re.compile(r"\\([nN,;\\])")


def to_text(source: str) -> str:
    """What the first event or task says, when and where."""
    _, begin, component = source.partition("BEGIN:VEVENT")
    if not begin:
        _, begin, component = source.partition("BEGIN:VTODO")
    component = component.split("\nEND:VEVENT", 1)[0].split("\nEND:VTODO", 1)[0]
    said: dict[str, str] = {}
    for line in _FOLD.sub("", component).splitlines():
        name, _, value = line.partition(":")
        key = name.partition(";")[0].upper()
        if key in _SHOWN and value:
            said.setdefault(key, _SHOWN[key] + _ESCAPES.sub(_unescaped, value))
    return "\n".join(said[key] for key in _SHOWN if key in said)


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]
