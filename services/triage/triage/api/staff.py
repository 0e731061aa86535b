"""Who of the staff is asking."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Annotated

from fastapi import Header, HTTPException
from pydantic import SecretStr


def staff_of(tokens: dict[str, SecretStr], authorization: str | None) -> str | None:
    """Whose token an `Authorization: Bearer …` header carries; every token is compared, in constant time."""
    _, _, given = (authorization or "").partition(" ")
    found = None
    for name, token in tokens.items():
        if hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
            found = name
    return found


def authenticated(tokens: dict[str, SecretStr]) -> Callable[[str | None], str]:
    """A dependency that answers 401 to anybody else."""

    def staff(authorization: Annotated[str | None, Header()] = None) -> str:
        name = staff_of(tokens, authorization)
        if name is None:
            raise HTTPException(401, "Send `Authorization: Bearer <your token>`", {"WWW-Authenticate": "Bearer"})
        return name

    return staff
