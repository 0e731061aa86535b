"""The mails of the corpus, damaged in every way that gateways and enemies know: a fixed budget of them."""

import random
import tomllib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from intake_email.reading import Limits, Mail, read

_CORPUS = Path(__file__).parents[2] / "corpus"
_MUTANTS_A_ROUND = 150
_PIECES = (
    *(b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b"--", b'"', b"(", b")", b"<", b">", b";", b",", b"=", b"=?"),
    *(b"?=", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$B", b"\xed\xa0\x80", b"\n\n", b"\n--b\n", b"\n--b--\n", b"> "),
    *(b"Content-Type: ", b"multipart/mixed; boundary=b", b"message/rfc822", b"base64", b"begin 644 x\n", b"end\n"),
    *(b"charset=utf-7", b"=?utf-8?q?", b"-----BEGIN PGP MESSAGE-----\n", b"On 3/3/26 wrote:\n", b"-- \n", b"<!--"),
)


def _mails() -> list[bytes]:
    found = []
    for file in sorted((*_CORPUS.glob("mail/*.toml"), *_CORPUS.glob("quotation/*.toml"))):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["mail"]:
            if "raw" in entry:
                found.append(entry["raw"].lstrip("\n").encode(entry.get("encoding", "utf-8")))
            else:
                kind, text = ("html", entry["html"]) if "html" in entry else ("plain", entry["text"])
                found.append(f"Content-Type: text/{kind}; charset=utf-8\n\n{text}".encode())
    return found


_SEEDS = _mails()

Mutation = Callable[[bytes, random.Random], bytes]


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _without_a_slice(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    return raw[:start] + raw[start + chance.randrange(40) :]


def _with_a_slice_twice(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    return raw[:start] + raw[max(0, start - chance.randrange(200)) :]


def _with_a_piece(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    return raw[:start] + chance.choice(_PIECES) * chance.choice((1, 1, 3, 50)) + raw[start:]


def _with_another_byte(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    return raw[:start] + chance.randbytes(1) + raw[start + 1 :]


def _spliced(raw: bytes, chance: random.Random) -> bytes:
    other = chance.choice(_SEEDS)
    return raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other) + 1) :]


def _with_other_line_ends(raw: bytes, chance: random.Random) -> bytes:
    return raw.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\r\r\n", b"\n\n", b" \n")))


_MUTATIONS: tuple[Mutation, ...] = (
    *(_cut, _without_a_slice, _with_a_slice_twice, _with_a_piece, _with_another_byte, _spliced),
    _with_other_line_ends,
)


@pytest.mark.parametrize("round_", range(12))
def test_a_damaged_mail_is_still_a_mail(round_: int) -> None:
    chance = random.Random(round_)  # noqa: S311 - the same mails in every run
    for _ in range(_MUTANTS_A_ROUND):
        raw = chance.choice(_SEEDS)
        for _ in range(chance.randrange(1, 5)):
            raw = chance.choice(_MUTATIONS)(raw, chance)

        mail = read(raw)

        assert isinstance(mail, Mail), raw
        assert msgspec.json.decode(msgspec.json.encode(mail))["subject"] == mail.subject, raw
        assert len(mail.to) <= Limits().addresses, raw
        assert len(mail.text) <= 4 * len(raw) + 1_000, raw
