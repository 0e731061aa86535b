"""Reading a mail: dial2's reader beside the standard library's parser, which tells no quotes from new text.

Each reads everything that it can: addresses, subject, date, the text and the files, decoded.
"""

import json
import statistics
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from time import perf_counter

from bench.ratios import Ratio, table
from intake_email.reading import read

SIZES = (2_000, 10_000, 200_000)  # bytes: a question, a question in a long correspondence, one with a picture
_HEADERS = ("from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references")
_ROUNDS = 7
_BYTES_A_ROUND = 400_000
_QUESTION = "The readers at the north gate refuse every card since 06:40. Can somebody look at it?\n"
_ATTRIBUTION = "\nOn Tue, 3 Mar 2026 at 09:12, Dispatch <dispatch@example.com> wrote:\n\n"
_QUOTED = "> Our guards write their reports at the end of every shift, and the office reads them.\n"
_LARGEST_TEXT = 10_000


def mail(size: int) -> bytes:
    """A reply in plain text and HTML, quoting the mail it answers; what text does not fill, a picture does."""
    lines = max(1, (min(size, _LARGEST_TEXT) - 1_000) // (2 * len(_QUOTED) + 8))
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"] = "Répartition <dispatch@northgate.example>", "support@example.com"
    message["Subject"], message["Date"] = "Re: Lecteurs à la porte nord", "Mon, 16 Nov 2026 10:00:00 -0500"
    message["Message-ID"], message["In-Reply-To"] = "<1@northgate.example>", "<2@example.com>"
    message.set_content(_QUESTION + _ATTRIBUTION + _QUOTED * lines)
    quoted = "".join(f"<p>{_QUOTED[2:-1]}</p>\n" for _ in range(lines))
    message.add_alternative(
        f"<div>{_QUESTION}</div><div class=gmail_quote><blockquote>\n{quoted}</blockquote></div>", subtype="html"
    )
    if size > _LARGEST_TEXT:
        picture = bytes(range(256)) * ((size - _LARGEST_TEXT) * 3 // 4 // 256)
        message.add_attachment(picture, maintype="image", subtype="png", filename="lecteur.png")
    return message.as_bytes()


def with_default_policy(raw: bytes) -> None:
    message = message_from_bytes(raw, policy=policy.default)
    for name in _HEADERS:
        message[name]
    for part in message.walk():
        if not part.is_multipart():
            part.get_content()


def with_compat32(raw: bytes) -> None:
    message: Message = message_from_bytes(raw)
    for name in _HEADERS:
        message[name]
    for part in message.walk():
        if not part.is_multipart():
            part.get_payload(decode=True)


def microseconds(parse: Callable[[bytes], object], raw: bytes) -> float:
    """The median over rounds of the time that one mail takes."""
    parse(raw)
    repeats = max(1, _BYTES_A_ROUND // len(raw))
    rounds = []
    for _ in range(_ROUNDS):
        began = perf_counter()
        for _ in range(repeats):
            parse(raw)
        rounds.append((perf_counter() - began) / repeats * 1e6)
    return statistics.median(rounds)


def main() -> None:
    ratios = []
    for size in SIZES:
        raw = mail(size)
        ours = microseconds(read, raw)
        for name, parse in (("policy.default", with_default_policy), ("compat32", with_compat32)):
            ratios.append(
                Ratio(
                    name=f"{len(raw) / 1000:,.0f} kB, {name}",
                    unit="µs",
                    ours=ours,
                    floor=microseconds(parse, raw),
                    bound="≤",
                    aim=0.5 if parse is with_default_policy else None,
                )
            )
    print(table(ratios))
    print(json.dumps([ratio.facts for ratio in ratios]))


if __name__ == "__main__":
    main()
