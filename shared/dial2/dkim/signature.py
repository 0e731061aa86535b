"""A DKIM signature as it is written in a mail, and whether it holds (RFC 6376, 6.1)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from datetime import datetime
from typing import Literal

import msgspec

from dial2.dkim import tags
from dial2.dkim.key import KeyType, UnusableKey, public_key
from dial2.dkim.message import Field, Form, Message, canonical_field

Result = Literal["pass", "fail", "neutral", "policy", "permerror"]  # RFC 8601, 2.7.1
_MOST = 5  # signatures of one mail that are looked at
_ALGORITHMS: dict[str, KeyType] = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}
_FORMS: dict[str, Form] = {"simple": "simple", "relaxed": "relaxed"}
_REQUIRED = ("a", "b", "bh", "d", "h", "s")
_OWN_VALUE = re.compile(rb"(?P<before>(?:^|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*")


class Malformed(ValueError):
    """The field says no signature that could be verified."""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """`names` are the signed fields; `length` counts octets of the body, where not all of it is signed."""

    field: Field
    domain: str
    identity: str
    selector: str
    key_type: KeyType
    header_form: Form
    body_form: Form
    names: list[str]
    body_hash: bytes
    value: bytes
    expires: int | None
    length: int | None

    @property
    def key_name(self) -> str:
        """Where its key is published."""
        return f"{self.selector}._domainkey.{self.domain}"

    def result(self, message: Message, key_record: str | None, now: datetime) -> Result:
        """`key_record` is what DNS holds under `key_name`; None where there is nothing."""
        if key_record is None:
            return "permerror"
        try:
            key = public_key(key_record, self.key_type)
        except UnusableKey:
            return "permerror"
        identity = self.identity.rpartition("@")[2]
        if identity != self.domain and (key.strict or not identity.endswith("." + self.domain)):
            return "permerror"
        if self.expires is not None and now.timestamp() > self.expires:
            return "fail"
        holds = message.body_hash(self.body_form) == self.body_hash and key.verify(
            self.value, hashlib.sha256(self.signed(message)).digest()
        )
        if not holds:
            # Part of the body is not worth a signature: anything may have been added.
            return "policy" if self.length is not None else "neutral" if key.testing else "fail"
        return "pass"

    def signed(self, message: Message) -> bytes:
        """The very octets that were signed: the named fields, and this one without its value."""
        own = canonical_field(unsigned(self.field.raw), self.header_form)
        return message.signed_header(self.names, self.header_form) + own


def unsigned(raw: bytes) -> bytes:
    """A signature's field with its `b=` emptied."""
    name, colon, value = raw.partition(b":")
    return name + colon + _OWN_VALUE.sub(rb"\g<before>", value)


def signatures(message: Message) -> list[Signature | Malformed]:
    """Of a mail, from the top; no more than a few."""
    found: list[Signature | Malformed] = []
    for field in message.all("dkim-signature")[:_MOST]:
        try:
            found.append(read(field, identity_tag="i"))
        except Malformed as error:
            found.append(error)
    return found


def read(field: Field, *, identity_tag: str | None) -> Signature:
    """Raises `Malformed`. `identity_tag` is None for ARC, whose `i=` is another thing and which has no `v=`."""
    try:
        found = tags.parse(field.value.decode("utf-8", "replace"))
    except tags.MalformedTags as error:
        raise Malformed(str(error)) from error
    if missing := [tag for tag in _REQUIRED if not found.get(tag)]:
        raise Malformed(f"without {', '.join(missing)}")
    if identity_tag and found.get("v") != "1":
        raise Malformed("not version 1")
    key_type = _ALGORITHMS.get(found["a"].lower())
    if key_type is None:
        raise Malformed(f"the algorithm {found['a']} is none that proves anything (RFC 8301)")
    names = [name.lower() for name in tags.packed(found["h"]).split(":")]
    if "from" not in names:
        raise Malformed("From is not signed")
    header_form, _, body_form = found.get("c", "simple/simple").lower().partition("/")
    domain = found["d"].lower().rstrip(".")
    try:
        return Signature(
            field=field,
            domain=domain,
            identity=(found.get(identity_tag) if identity_tag else None) or f"@{domain}",
            selector=found["s"],
            key_type=key_type,
            header_form=_form(header_form),
            body_form=_form(body_form or "simple"),
            names=names,
            body_hash=base64.b64decode(tags.packed(found["bh"]), validate=True),
            value=base64.b64decode(tags.packed(found["b"]), validate=True),
            expires=int(found["x"]) if "x" in found else None,
            length=int(found["l"]) if "l" in found else None,
        )
    except (binascii.Error, ValueError) as error:
        raise Malformed(str(error)) from error


def _form(written: str) -> Form:
    if written not in _FORMS:
        raise Malformed(f"the canonical form {written!r} is unknown")
    return _FORMS[written]
