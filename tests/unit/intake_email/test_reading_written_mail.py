"""What an honest mail program writes is read back as it was meant."""

from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from hypothesis import given, settings
from hypothesis import strategies as st

from intake_email.reading import read

_VISIBLE = st.characters(categories=("L", "N", "P", "S"), exclude_characters="\ufeff")
_WORDS = st.lists(st.text(_VISIBLE, min_size=1, max_size=20), min_size=1, max_size=12).map(" ".join)
_NAMES = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=60).map(lambda stem: f"{stem}.pdf")
_CHARSETS = st.sampled_from(["utf-8", "gb18030", "utf-7"])
_ENCODINGS = st.sampled_from(["base64", "quoted-printable"])


def _subject(words: str) -> bytes:
    # EmailMessage loses spaces between the encoded words that it folds; Header does not.
    return b"Subject: " + Header(words, "utf-8").encode(linesep="\r\n").encode() + b"\r\n"


@settings(max_examples=150, deadline=None)
@given(
    subject=_WORDS,
    text=_WORDS,
    charset=_CHARSETS,
    encoding=_ENCODINGS,
    files=st.lists(_NAMES, max_size=3),
    data=st.binary(max_size=40),
)
def test_a_mail_that_the_standard_library_writes(
    *, subject: str, text: str, charset: str, encoding: str, files: list[str], data: bytes
) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("The Desk, Night", "night", "client.example")
    message["To"] = "support@example.com"
    message.set_content(text, charset=charset, cte=encoding)
    for name in files:
        message.add_attachment(data, maintype="application", subtype="pdf", filename=name)

    mail = read(_subject(subject) + message.as_bytes())

    assert mail.from_ is not None
    assert (mail.from_.name, mail.from_.address) == ("The Desk, Night", "night@client.example")
    assert mail.subject == subject
    assert mail.text == text
    assert [(file.filename, file.content) for file in mail.attachments] == [(name, data) for name in files]


@settings(max_examples=100, deadline=None)
@given(inner_text=_WORDS, outer_text=_WORDS)
def test_a_mail_forwarded_within_a_mail(inner_text: str, outer_text: str) -> None:
    inner = EmailMessage(policy=SMTP)
    inner["From"] = "customer@client.example"
    inner.set_content(inner_text)
    outer = EmailMessage(policy=SMTP)
    outer["From"] = "manager@client.example"
    outer.set_content(outer_text)
    outer.add_attachment(inner)

    mail = read(outer.as_bytes())

    assert mail.text == outer_text
    assert [file.content_type for file in mail.attachments] == ["message/rfc822"]
    assert read(mail.attachments[0].content).text == inner_text
