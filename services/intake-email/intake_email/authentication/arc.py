"""The chain of who handled a mail on its way and what each found: Authenticated Received Chain (RFC 8617).

A chain that holds says that nobody broke it; whether its sealers are to be believed is another question.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from dial2.dkim import tags
from dial2.dkim.key import KeyType, UnusableKey, public_key
from dial2.dkim.message import Field, Message, canonical_field
from dial2.dkim.signature import Malformed, Signature, read, unsigned

Result = Literal["none", "pass", "fail"]
_MOST = 50  # 4.2.1
_RESULTS, _SIGNATURE, _SEAL = "arc-authentication-results", "arc-message-signature", "arc-seal"
_KEY_TYPES: dict[str, KeyType] = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """An ARC-Seal, and the fields that it closes, its own last and without its value."""

    domain: str
    selector: str
    key_type: KeyType
    verdict: str
    value: bytes
    signed: bytes

    @property
    def key_name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """The seals, the oldest first, and the newest signature of the mail itself."""

    seals: list[Seal]
    newest: Signature

    @property
    def key_names(self) -> list[str]:
        return [*(seal.key_name for seal in self.seals), self.newest.key_name]

    def result(self, message: Message, keys: Mapping[str, str | None], now: datetime) -> Result:
        """`keys` are what DNS holds under each of `key_names`."""
        for position, seal in enumerate(self.seals):
            if seal.verdict != ("none" if position == 0 else "pass"):
                return "fail"
        if self.newest.result(message, keys[self.newest.key_name], now) != "pass":
            return "fail"
        return "pass" if all(_holds(seal, keys[seal.key_name]) for seal in self.seals) else "fail"


def _holds(seal: Seal, record: str | None) -> bool:
    try:
        key = public_key(record or "", seal.key_type)
    except UnusableKey:
        return False
    return key.verify(seal.value, hashlib.sha256(seal.signed).digest())


def chain(message: Message) -> Chain | None:
    """None where the mail has none. Raises `Malformed` for one that cannot hold."""
    sets = {name: _numbered(message, name) for name in (_RESULTS, _SIGNATURE, _SEAL)}
    last = max(map(len, sets.values()))
    if last == 0:
        return None
    if last > _MOST or any(sorted(found) != list(range(1, last + 1)) for found in sets.values()):
        raise Malformed("the chain has gaps")
    newest = read(sets[_SIGNATURE][last], identity_tag=None)
    if _SEAL in newest.names:
        raise Malformed("the message signature covers a seal")
    seals: list[Seal] = []
    before = b""
    for instance in range(1, last + 1):
        closed = [sets[_RESULTS][instance].raw, sets[_SIGNATURE][instance].raw]
        before += b"".join(canonical_field(raw, "relaxed") + b"\r\n" for raw in closed)
        own = sets[_SEAL][instance]
        seals.append(_seal(own, before + canonical_field(unsigned(own.raw), "relaxed")))
        before += canonical_field(own.raw, "relaxed") + b"\r\n"
    return Chain(seals=seals, newest=newest)


def _numbered(message: Message, name: str) -> dict[int, Field]:
    found: dict[int, Field] = {}
    for field in message.all(name)[: _MOST + 1]:
        first = field.value.decode("utf-8", "replace").split(";", 1)[0] if name == _RESULTS else None
        try:
            instance = int(tags.parse(first or field.value.decode("utf-8", "replace"))["i"])
        except (tags.MalformedTags, KeyError, ValueError) as error:
            raise Malformed(f"{name} without its number") from error
        if instance in found:
            raise Malformed(f"two of {name} with the number {instance}")
        found[instance] = field
    return found


def _seal(field: Field, signed: bytes) -> Seal:
    try:
        found = tags.parse(field.value.decode("utf-8", "replace"))
        return Seal(
            domain=found["d"].lower(),
            selector=found["s"],
            key_type=_KEY_TYPES[found["a"].lower()],
            verdict=found["cv"].lower(),
            value=base64.b64decode(tags.packed(found["b"]), validate=True),
            signed=signed,
        )
    except (tags.MalformedTags, KeyError, binascii.Error) as error:
        raise Malformed("a seal that cannot be read") from error
