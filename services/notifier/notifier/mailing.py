"""Mail as it is addressed: threads, reply addresses and Message-IDs that lead back to the ticket."""

from uuid import UUID

import msgspec

from dial2 import reply_token
from dial2.events.notice import NoticeKind
from dial2.return_path import return_path
from notifier.letters import Letter
from notifier.messages import Mail
from notifier.ticket import Ticket


class Mailing(msgspec.Struct, frozen=True, kw_only=True):
    """Who our mail is from; `secret` signs what replies bring back."""

    support_address: str
    title: str
    secret: str

    @property
    def domain(self) -> str:
        return self.support_address.rpartition("@")[2]

    def to_client(self, notice: UUID, kind: NoticeKind, ticket: Ticket, letter: Letter) -> Mail:
        """Part of the client's own thread; an acknowledgement is an automatic reply (RFC 3834)."""
        return Mail(
            subject=letter.subject,
            plain=letter.plain,
            html=letter.html,
            message_id=reply_token.message_id(self.secret, ticket.ticket, str(notice), self.domain),
            sender_name=self.title,
            reply_to=reply_token.reply_address(self.secret, ticket.ticket, self.support_address),
            in_reply_to=ticket.message_id,
            auto_submitted="auto-replied" if kind == "acknowledgement" else "auto-generated",
            return_path=return_path(self.secret, notice, self.support_address),
            notice=kind,
        )

    def announcement(self, id_: UUID, letter: Letter) -> Mail:
        """To a client, about no ticket: an answer opens one."""
        mail = self.to_staff(id_, letter, "maintenance")
        return msgspec.structs.replace(mail, message_id=f"<maintenance.{id_}@{self.domain}>")

    def to_staff(self, id_: UUID, letter: Letter, kind: NoticeKind | None = None) -> Mail:
        return Mail(
            subject=letter.subject,
            plain=letter.plain,
            html=letter.html,
            message_id=f"<staff.{id_}@{self.domain}>",
            sender_name=self.title,
            reply_to=self.support_address,
            return_path=return_path(self.secret, id_, self.support_address),
            notice=kind,
        )
