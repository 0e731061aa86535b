"""PGP's armour within a text (RFC 9580): what it signs is read, what it encrypts is only noted."""

from intake_email.reading.notice import encrypted

_BEGIN_SIGNED, _BEGIN_SIGNATURE = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----"
_END_SIGNATURE = "-----END PGP SIGNATURE-----"
_BEGIN_MESSAGE, _END_MESSAGE = "-----BEGIN PGP MESSAGE-----\n", "-----END PGP MESSAGE-----"


def unsigned(text: str) -> str | None:
    """The text with what its cleartext signature encloses; None where there is none."""
    before, begin, armoured = text.partition(_BEGIN_SIGNED)
    _, empty_line, armoured = armoured.partition("\n\n")
    inner, signature, rest = armoured.partition(_BEGIN_SIGNATURE)
    if not (begin and empty_line and signature):
        return None
    unescaped = "\n".join(line.removeprefix("- ") for line in inner.split("\n"))
    return before + unescaped + rest.partition(_END_SIGNATURE)[2]


def noted(text: str) -> str | None:
    """The text with a notice in place of an encrypted message; None where there is none."""
    before, begin, armoured = text.partition(_BEGIN_MESSAGE)
    _, end, rest = armoured.partition(_END_MESSAGE)
    return before + encrypted("pgp") + rest if begin and end else None
