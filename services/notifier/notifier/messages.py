"""What goes out, rendered when it is planned, so that a second sending says the same."""

import msgspec

from dial2.events.notice import NoticeKind


class Ring(msgspec.Struct, frozen=True, kw_only=True, tag="ring"):
    """A call; what it says is written when somebody answers, but for one that only has something to `say`."""

    say: str | None = None


class Text(msgspec.Struct, frozen=True, kw_only=True, tag="text"):
    """An SMS. `reference` stands in the body, and in no other."""

    body: str
    reference: str


class Mail(msgspec.Struct, frozen=True, kw_only=True, tag="mail"):
    """A mail; `message_id` is decided here, so that a receiver knows a second copy for what it is."""

    subject: str
    plain: str
    html: str
    message_id: str
    sender_name: str
    reply_to: str
    return_path: str = ""  # where a report of failure goes to; "": to our own address
    in_reply_to: str | None = None
    auto_submitted: str = "auto-generated"  # RFC 3834
    notice: NoticeKind | None = None  # None: a page, or a word to staff


class Chat(msgspec.Struct, frozen=True, kw_only=True, tag="chat"):
    """A message to a chat service; what there is to be done is done by a link in it."""

    title: str
    body: str


Message = Ring | Text | Mail | Chat

encode = msgspec.json.Encoder().encode
_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


def decode(text: str) -> Message:
    return _decoder.decode(text)
