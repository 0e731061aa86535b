"""Reading the forms that requests carry."""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import FormData

from dial2_sandbox.exchange.errors import Refused


async def form_of(request: Request) -> FormData:
    """The whole form, read before anything can go wrong on purpose."""
    async with request.form() as form:
        return form


def text(form: FormData, name: str) -> str:
    return str(form.get(name, ""))


def url(form: FormData, name: str) -> str:
    """An http(s) address, or nothing where the parameter is missing; refuses others with 21205."""
    value = text(form, name)
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise Refused(21205, f"{name} is {value!r}")
    return value
