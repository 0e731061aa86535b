"""Keys: public ones as DNS publishes them (RFC 6376, 3.6.1; RFC 8463, 4), private ones from PEM files."""

from __future__ import annotations

import base64
import binascii
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_private_key

from dial2.dkim import tags

KeyType = Literal["rsa", "ed25519"]
_LEAST_RSA_BITS = 1024  # RFC 8301, 3.2
_PADDING, _HASH = PKCS1v15(), Prehashed(SHA256())


class UnusableKey(ValueError):
    """The key is malformed, of another kind, revoked or too weak."""


class PublicKey(msgspec.Struct, frozen=True):
    """`testing`: its owner says that failures mean nothing yet. `strict`: `i=` must name its very domain."""

    key: RSAPublicKey | Ed25519PublicKey
    testing: bool = False
    strict: bool = False

    def verify(self, signature: bytes, digest: bytes) -> bool:
        """Whether this key signed what has this SHA-256."""
        try:
            if isinstance(self.key, RSAPublicKey):
                self.key.verify(signature, digest, _PADDING, _HASH)
            else:
                self.key.verify(signature, digest)
        except InvalidSignature:
            return False
        return True


def public_key(record: str, kind: KeyType) -> PublicKey:
    """A key of this kind from its TXT record. Raises `UnusableKey`."""
    try:
        found = tags.parse(record)
    except tags.MalformedTags as error:
        raise UnusableKey(f"the key record is malformed: {error}") from error
    if found.get("v", "DKIM1") != "DKIM1" or found.get("k", "rsa") != kind:
        raise UnusableKey(f"the record holds no {kind} key")
    if "h" in found and "sha256" not in tags.packed(found["h"]).split(":"):
        raise UnusableKey("the key is not for SHA-256")
    if not {"*", "email"} & set(tags.packed(found.get("s", "*")).split(":")):
        raise UnusableKey("the key is not for mail")
    written = tags.packed(found.get("p", ""))
    if not written:
        raise UnusableKey("the key was revoked")
    flags = tags.packed(found.get("t", "")).split(":")
    return PublicKey(_loaded(written, kind), testing="y" in flags, strict="s" in flags)


def _loaded(written: str, kind: KeyType) -> RSAPublicKey | Ed25519PublicKey:
    try:
        data = base64.b64decode(written, validate=True)
        if kind == "ed25519":
            return Ed25519PublicKey.from_public_bytes(data)
        key = load_der_public_key(data)
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise UnusableKey("the key cannot be read") from error
    if not isinstance(key, RSAPublicKey):
        raise UnusableKey("the key is not RSA")
    if key.key_size < _LEAST_RSA_BITS:
        raise UnusableKey(f"an RSA key of {key.key_size} bits is too weak")
    return key


class PrivateKey:
    """From PEM; RSA or Ed25519. Raises `UnusableKey`."""

    def __init__(self, pem: bytes) -> None:
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise UnusableKey("it holds no private key in PEM without a password") from error
        if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
            raise UnusableKey("its key is neither RSA nor Ed25519")
        self._key = key

    @property
    def algorithm(self) -> str:
        return "rsa-sha256" if isinstance(self._key, RSAPrivateKey) else "ed25519-sha256"

    def sign(self, digest: bytes) -> bytes:
        """Of what has this SHA-256."""
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(digest, _PADDING, _HASH)
        return self._key.sign(digest)
