"""SIDs, numbers and dates in the forms the API writes them."""

import re
import secrets
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Literal

API_VERSION = "2010-04-01"
E164 = re.compile(r"\+[1-9][0-9]{6,14}")

Kind = Literal["CA", "SM", "RE", "PN", "QU", "CF", "TR"]


def new_sid(kind: Kind) -> str:
    return kind + secrets.token_hex(16)


def is_e164(number: str) -> bool:
    return E164.fullmatch(number) is not None


def rfc2822(moment: datetime | None) -> str | None:
    """A UTC date-time as in `Thu, 01 Jan 2026 12:00:00 +0000`."""
    return None if moment is None else format_datetime(moment)


def now_rfc2822() -> str:
    return format_datetime(datetime.now(UTC))
