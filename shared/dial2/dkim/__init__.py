"""DomainKeys Identified Mail (RFC 6376, RFC 8463): signing what we send, verifying what comes."""

from dial2.dkim.key import PrivateKey, PublicKey, UnusableKey
from dial2.dkim.message import Message
from dial2.dkim.signature import Malformed, Signature, signatures
from dial2.dkim.signer import Signer

__all__ = [
    "Malformed",
    "Message",
    "PrivateKey",
    "PublicKey",
    "Signature",
    "Signer",
    "UnusableKey",
    "signatures",
]
