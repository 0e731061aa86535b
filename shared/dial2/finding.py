"""Something that may go wrong, found before it does."""

from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A problem wants something done; advice is worth knowing. `where` is a key of a file, or a setting."""

    weight: Literal["problem", "advice"]
    where: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.weight}: {self.line}"

    @property
    def line(self) -> str:
        return f"{self.where}: {self.what}; {self.fix}"


def problem(where: str, what: str, *, fix: str) -> Finding:
    return Finding(weight="problem", where=where, what=what, fix=fix)


def advice(where: str, what: str, *, fix: str) -> Finding:
    return Finding(weight="advice", where=where, what=what, fix=fix)
