"""The commands' way to a running service: its HTTP API, under the caller's own token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import SecretStr

from dial2.errors import Permanent, Unavailable
from dial2.settings import FromEnvironment, load

_SECONDS = 15.0


class ApiSettings(FromEnvironment):
    api_url: str = "http://127.0.0.1:8080"
    staff_token: SecretStr


def ask(method: str, path: str, body: Mapping[str, object] | None = None, **query: str | None) -> httpx.Response:
    """Raises `Permanent` in the API's own words, `Unavailable` where nobody answers."""
    settings = load(ApiSettings)
    try:
        response = httpx.request(
            method,
            f"{settings.api_url.rstrip('/')}/api{path}",
            json=body,
            params={name: value for name, value in query.items() if value is not None},
            headers={"Authorization": f"Bearer {settings.staff_token.get_secret_value()}"},
            timeout=_SECONDS,
        )
    except httpx.TransportError as error:
        raise Unavailable(f"{settings.api_url} does not answer ({error}); is the service running?") from error
    if response.is_error:
        raise Permanent(_detail(response))
    return response


def call(method: str, path: str, body: Mapping[str, object] | None = None, **query: str | None) -> Any:  # noqa: ANN401 - JSON
    response = ask(method, path, body, **query)
    return response.json() if response.content else None


def _detail(response: httpx.Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"the API answered {response.status_code}"
