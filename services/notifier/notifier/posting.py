"""Notices on their way: to whom they may go now, and what is said to staff where they may not."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from dial2.database import Work
from dial2.events.notice import NoticeKind, NoticeWithheld
from dial2.ids import uuid7
from dial2.profile.model import Profile
from dial2.reply_token import subject_tag
from dial2.roster import LiveRoster
from dial2.vocabulary import SEVERITIES, Language
from notifier import times
from notifier.adapters import addresses, attempts
from notifier.adapters.addresses import Cap
from notifier.letters import Letter, LetterName, Letters
from notifier.mailing import Mailing
from notifier.plan import Planned
from notifier.ticket import Ticket

_TOLD_AGAIN = timedelta(hours=24)
_CALLED: Mapping[Language, Mapping[NoticeKind | None, str]] = {
    "en": {
        "acknowledgement": "the acknowledgement",
        "update": "the update",
        "proposal": "the proposed resolution",
        "reopened": "the notice that the ticket is open again",
        "maintenance": "the notice of maintenance",
        "after_hours": "what was said of after-hours support",
        "merged": "the notice that a ticket goes on as another",
        "desk": "a notice to the desk",
        None: "a mail to staff",
    },
    "fr": {
        "acknowledgement": "l’accusé de réception",
        "update": "la mise à jour",
        "proposal": "la résolution proposée",
        "reopened": "l’avis de réouverture du billet",
        "maintenance": "l’avis d’entretien",
        "after_hours": "l’avis sur le soutien hors des heures",
        "merged": "l’avis qu’un billet se poursuit sous un autre numéro",
        "desk": "un avis au bureau",
        None: "un courriel au personnel",
    },
}


class Posting:
    """Plans notices. The desk always gets its own; what a client may not get, the desk is told of."""

    def __init__(self, *, roster: LiveRoster, profile: Profile, letters: Letters, mailing: Mailing) -> None:
        self._roster = roster
        self._language = profile.languages[0]
        self._zone = profile.zone
        self._letters = letters
        self._mailing = mailing
        self._caps: Sequence[Cap] = [
            Cap(within=cap.within.time(), per_address=cap.per_address, per_ticket=cap.per_ticket)
            for cap in profile.notice_caps
        ]

    async def to_client(self, work: Work, kind: NoticeKind, ticket: Ticket, address: str, letter: Letter) -> None:
        """About a ticket, in its client's own thread."""
        notice = uuid7()
        planned = Planned(
            id=notice,
            kind="notice",
            channel="email",
            destination=address,
            message=self._mailing.to_client(notice, kind, ticket, letter),
            urgency=len(SEVERITIES) + SEVERITIES.index(ticket.severity),
            ticket=ticket.ticket,
            notice=notice,
            correlation=ticket.correlation,
        )
        await self._post(work, kind, planned, letter.subject)

    async def announce(self, work: Work, kind: NoticeKind, address: str, letter: Letter) -> None:
        """To a client, about no ticket; after all that is about one."""
        notice = uuid7()
        planned = Planned(
            id=notice,
            kind="notice",
            channel="email",
            destination=address,
            message=self._mailing.announcement(notice, letter),
            urgency=2 * len(SEVERITIES),
            ticket=None,
            notice=notice,
            correlation=work.cause.correlation if work.cause else None,
        )
        await self._post(work, kind, planned, letter.subject)

    async def to_desk(self, work: Work, name: LetterName, ticket: int | None, facts: Mapping[str, object]) -> None:
        zone = times.zone_name(self._zone, self._language)
        letter = self._letters.write(name, self._language, {"zone": zone} | dict(facts))
        notice = uuid7()
        planned = Planned(
            id=notice,
            kind="notice",
            channel="email",
            destination=self._roster.current.desk.email,
            message=self._mailing.to_staff(notice, letter, "desk"),
            urgency=0,
            ticket=ticket,
            notice=notice,
            correlation=work.cause.correlation if work.cause else None,
        )
        await attempts.plan(work.connection, [planned])

    @property
    def language(self) -> Language:
        """In which the desk is written to."""
        return self._language

    def called(self, kind: NoticeKind | None) -> str:
        """What a kind of notice is called in a letter to the desk."""
        return _CALLED[self._language][kind]

    async def _post(self, work: Work, kind: NoticeKind, planned: Planned, subject: str) -> None:
        """Unless its address may have none now: then the desk hears of it, of endless talk once a day."""
        address = planned.destination
        standing = await addresses.standing(work.connection, address, planned.ticket, self._caps)
        if not standing.unreachable and not standing.full:
            await attempts.plan(work.connection, [planned])
            return
        withheld = NoticeWithheld(
            notice=str(planned.id),
            ticket=planned.ticket,
            kind=kind,
            to=address,
            why="unreachable" if standing.unreachable else "too-many",
            status=standing.status,
        )
        work.append(f"notice:{planned.id}", withheld, correlation=planned.correlation)
        if standing.unreachable or await addresses.tell_of_limit(work.connection, address, _TOLD_AGAIN):
            facts = {
                "tag": subject_tag(planned.ticket) if planned.ticket else "",
                "subject": subject,
                "notice": self.called(kind),
                "address": address,
                "unreachable": standing.unreachable,
            }
            await self.to_desk(work, "desk_withheld", planned.ticket, facts)
