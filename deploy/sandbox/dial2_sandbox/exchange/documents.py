"""TwiML documents: where they come from, and how they are read."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

import msgspec

from dial2_sandbox.exchange.webhook import Reply, WebhookFailure


class Fetch(msgspec.Struct, frozen=True, kw_only=True):
    """A document to request; `params` come on top of those that describe the call."""

    url: str
    method: str = "POST"
    params: Mapping[str, str] = msgspec.field(default_factory=dict)
    fallback_url: str = ""
    fallback_method: str = "POST"


class Inline(msgspec.Struct, frozen=True):
    """A document handed over with an API request."""

    twiml: str


Document = Fetch | Inline
Element = ET.Element


def parse(text: str, url: str) -> Element:
    """The root of a document; raises WebhookFailure 12100 where it is not TwiML."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - the documents are those of the application under test
    except ET.ParseError as error:
        raise WebhookFailure(12100, url, f"the document is not XML: {error}") from error
    if root.tag != "Response":
        raise WebhookFailure(12100, url, f"the document starts with <{root.tag}> instead of <Response>")
    return root


def parse_reply(reply: Reply, url: str) -> Element:
    """The document in an answer; 204 and an empty body are an empty document."""
    if not reply.text.strip():
        return Element("Response")
    kind = reply.content_type.partition(";")[0].strip().lower()
    if kind not in {"text/xml", "application/xml", "text/html"}:
        raise WebhookFailure(12300, url, f"the content type is {kind or 'missing'} instead of text/xml")
    return parse(reply.text, url)


def number(verb: Element, name: str, default: float) -> float:
    """An attribute's number; raises WebhookFailure 12200 where it is none, or below zero."""
    text = verb.get(name)
    if text is None:
        return default
    if not text.replace(".", "", 1).isdecimal():
        raise WebhookFailure(12200, f"<{verb.tag}>", f"{name} is {text!r} instead of a number")
    return float(text)


def words(verb: Element) -> str:
    """What a verb says: its text without the mark-up around it."""
    return " ".join("".join(verb.itertext()).split())
