"""Enriched text (RFC 1896) and its forerunner richtext (RFC 1341) as plain text."""

import re

_COMMAND = re.compile(r"(?i)</?[a-z0-9-]{1,60}>")
_PARAMETER = re.compile(r"(?i)<param>[^<]{0,500}+</param>|<comment>[^<]{0,5000}+</comment>")
_BREAKS = re.compile(r"\n+")
_DOUBLED = "\ufdd3"  # a noncharacter stands for the escaped bracket meanwhile


def to_text(source: str) -> str:
    """Commands dropped; a single line break is a space, of several one is dropped."""
    text = _PARAMETER.sub("", source.replace("<<", _DOUBLED))
    text = _BREAKS.sub(lambda breaks: breaks[0][1:] or " ", text)
    text = text.replace("<nl>", "\n").replace("<lt>", _DOUBLED)
    return _COMMAND.sub("", text).replace(_DOUBLED, "<").strip(" ")
