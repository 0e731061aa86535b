"""Who of the staff is asking, and in which role: one mechanism for every service's API."""

import hmac
from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import Field, SecretStr

from dial2.errors import Forbidden
from dial2.settings import FromEnvironment
from dial2.vocabulary import Role

Token = Annotated[SecretStr, Field(min_length=16)]

_BEARER = HTTPBearer(auto_error=False, description="The token that DIAL2_STAFF_TOKENS gives to a member of staff")
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


class StaffSettings(FromEnvironment):
    staff_tokens: dict[str, Token] = {}  # who may act through the API: {"duty-lead": "<a long random token>"}
    staff_roles: dict[str, Role] = {}  # {"duty-lead": "lead"}; whoever is not in it is an agent


class Staff:
    """`roles` are those of some of them; the others are agents."""

    def __init__(self, tokens: Mapping[str, SecretStr], roles: Mapping[str, Role]) -> None:
        self._tokens = tokens
        self._roles = roles

    def role_of(self, name: str) -> Role:
        return self._roles.get(name, "agent")

    def whose(self, given: str) -> str | None:
        """Whose token it is; every token is compared, in constant time."""
        found = None
        for name, token in self._tokens.items():
            if hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
                found = name
        return found


def authenticated(staff: Staff) -> Callable[[HTTPAuthorizationCredentials | None], str]:
    """A dependency that answers 401 to anybody else (RFC 6750)."""

    def name_of(given: Given) -> str:
        name = staff.whose(given.credentials) if given else None
        if name is None:
            raise HTTPException(401, "Send `Authorization: Bearer <your token>`", {"WWW-Authenticate": "Bearer"})
        return name

    return name_of


def acting(staff: Staff) -> Callable[[str], str]:
    """A dependency for what changes something: 403 for readers as well."""
    known = authenticated(staff)

    def name_of(name: Annotated[str, Depends(known)]) -> str:
        if staff.role_of(name) == "reader":
            raise Forbidden(f"{name} may read and not act; DIAL2_STAFF_ROLES says so")
        return name

    return name_of
