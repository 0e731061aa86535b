"""What a person reads where a mail cannot be."""

from intake_email.reading.mail import Signature

_STANDARDS: dict[Signature, str] = {"smime": "S/MIME", "pgp": "OpenPGP"}


def encrypted(standard: Signature) -> str:
    """In both of the desk's languages: the mail's own is not known."""
    name = _STANDARDS[standard]
    return (
        f"[This mail is encrypted ({name}) and cannot be read here.]\n"
        f"[Ce courriel est chiffré ({name}) et ne peut être lu ici.]"
    )
