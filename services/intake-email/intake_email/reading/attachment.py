"""A part as a file: its name as the sender gave it, made harmless, and its content."""

import hashlib
import re

from intake_email.reading import header
from intake_email.reading.mail import Attachment

_PATH = re.compile(r"^(?:[A-Za-z]:[\\/]|\\\\|/|\.\.?[\\/]|~/)")
_BREAKS = re.compile(r"[\r\n\t]+ *")


def attachment(
    content: bytes, filename: str | None, content_type: str, *, inline: bool = False, content_id: str | None = None
) -> Attachment:
    return Attachment(
        filename=safe_name(filename) if filename else None,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        inline=inline,
        content=content,
        content_id=content_id,
    )


def safe_name(name: str) -> str | None:
    """Without the folders of the sender's machine and characters that no file name holds."""
    name = header.clean(_BREAKS.sub(" ", name))
    if _PATH.match(name):
        name = re.split(r"[\\/]", name.rstrip("\\/"))[-1]
    return name or None
