"""Who of the staff is asking."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr

_BEARER = HTTPBearer(auto_error=False, description="The token that DIAL2_STAFF_TOKENS gives to a member of staff")
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def staff_of(tokens: Mapping[str, SecretStr], given: str) -> str | None:
    """Whose token it is; every token is compared, in constant time."""
    found = None
    for name, token in tokens.items():
        if hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
            found = name
    return found


def authenticated(tokens: Mapping[str, SecretStr]) -> Callable[[HTTPAuthorizationCredentials | None], str]:
    """A dependency that answers 401 to anybody else (RFC 6750)."""

    def staff(given: Given) -> str:
        name = staff_of(tokens, given.credentials) if given else None
        if name is None:
            raise HTTPException(401, "Send `Authorization: Bearer <your token>`", {"WWW-Authenticate": "Bearer"})
        return name

    return staff
