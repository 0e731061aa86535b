"""Keys made for one run, as PEM and as DNS would publish them."""

import base64

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_elliptic_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicNumbers, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from dial2.dkim import PrivateKey

_RSA = generate_private_key(65537, 2048)
_ED25519 = Ed25519PrivateKey.generate()


def pem(key: RSAPrivateKey | Ed25519PrivateKey | EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


RSA, ED25519 = PrivateKey(pem(_RSA)), PrivateKey(pem(_ED25519))
OTHER_PEM = pem(generate_elliptic_key(SECP256R1()))
WEAK_RECORD = "v=DKIM1; p=" + _encoded(
    RSAPublicNumbers(65537, (1 << 767) + 1)
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
)
RSA_PEM = pem(_RSA)
RSA_RECORD = "v=DKIM1; k=rsa; p=" + _encoded(
    _RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
)
ED25519_RECORD = "v=DKIM1; k=ed25519; p=" + _encoded(
    _ED25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
)
