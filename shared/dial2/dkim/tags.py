"""Tag lists: `v=1; a=rsa-sha256; …` (RFC 6376, 3.2), which signatures, keys and DMARC policies are written in."""

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_BLANK = re.compile(r"\s+")


class MalformedTags(ValueError):
    """The text is no tag list."""


def parse(text: str) -> dict[str, str]:
    """Raises `MalformedTags`; a tag that stands twice makes the whole list void."""
    tags: dict[str, str] = {}
    for piece in text.strip().removesuffix(";").split(";"):
        name, equals, value = piece.partition("=")
        name = name.strip()
        if not equals or not _NAME.fullmatch(name):
            raise MalformedTags(f"{piece.strip()[:40]!r} is no tag")
        if name in tags:
            raise MalformedTags(f"the tag {name} stands twice")
        tags[name] = value.strip()
    return tags


def packed(value: str) -> str:
    """A value without the white space that folding put into it."""
    return _BLANK.sub("", value)
