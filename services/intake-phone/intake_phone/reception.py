"""What the profile and the roster say to a call: who may take it, in which words, in which language."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from dial2 import profile as profiles
from dial2.profile import Profile
from dial2.roster import LiveRoster, Roster
from dial2.roster.model import Level
from dial2.roster.targets import person_at
from dial2.vocabulary import Language
from intake_phone import twiml
from intake_phone.calls import Call, number_of
from intake_phone.flow import (
    HangUp,
    Next,
    Ring,
    Situation,
    State,
    TakeMessage,
    groups_at_once,
    groups_in_turn,
)
from intake_phone.phrases import Phrases
from intake_phone.twiml import Addresses, Said


def _now() -> datetime:
    return datetime.now(UTC)


class Reception:
    """Knows everything from memory: its documents need no database. `now` is the clock while that is away."""

    def __init__(
        self,
        profile: Profile,
        roster: LiveRoster,
        *,
        number: str,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._profile = profile
        self._live = roster
        self._number = number
        self._now = now
        self._phrases = Phrases(profile)
        self._hours = profiles.calendars(profile)[profile.support_calendar]

    @property
    def _roster(self) -> Roster:
        return self._live.current

    def new_call(self, sid: str, caller_id: str, called: str, *, request: UUID, at: datetime) -> Call:
        """A call that started `at`, and the id of the request that it may become."""
        caller = number_of(caller_id)
        client = self._roster.client_of(number=caller) if caller else None
        return Call(sid=sid, request=str(request), caller=caller, called=called, client=client, started_at=at)

    def situation(self, call: Call, now: datetime) -> Situation:
        return Situation(
            menu=self._profile.phone,
            in_hours=self._hours.is_open(now),
            desk=groups_at_once(self._with_telephone(self._roster.desk.people)),
            on_call=groups_in_turn(self._designates(now, call.client)),
            withheld=call.caller is None,
            ticket=call.ticket is not None,
        )

    def document(self, step: Next, call: Call, now: datetime) -> str:
        return twiml.document(
            step,
            self._said(step.say, call, now),
            self._numbers(step),
            Addresses.of_turn(call.sid, step.state.turn),
            caller_id=self._number,
        )

    def language_of(self, client: str | None) -> Language | None:
        return self._roster.clients[client].language if client in self._roster.clients else None

    def whisper(self, called: str, accept: str) -> str:
        """To the person at the number `called`, in their language."""
        return twiml.whisper(self._to_staff("whisper", called), accept)

    def taken(self, called: str) -> str:
        return twiml.refusal(self._to_staff("taken", called))

    # ---- without the database

    def static_connection(self, tried: int = 0) -> str:
        """Reaches the designate on call, or after `tried` of them the next one, whatever else is away."""
        on_call = self._designates(self._now())
        if tried >= len(on_call):
            return self.static_message()
        say = "trying_next" if tried else "static_connecting"
        ring = Ring((on_call[tried],))
        return self._static(Next(state=State(), say=(say,), then=ring), tried=tried + 1)

    def rung_statically(self, tried: int) -> str | None:
        """Whose telephone has rung when `tried` of the designates had been."""
        on_call = self._designates(self._now())
        return on_call[tried - 1] if 0 < tried <= len(on_call) else None

    def static_message(self) -> str:
        return self._static(Next(state=State(), say=("nobody", "leave_message", "say_number"), then=TakeMessage()))

    def static_goodbye(self) -> str:
        return self._static(Next(state=State(), say=("goodbye_call_back", "goodbye"), then=HangUp()))

    def _static(self, step: Next, *, tried: int = 0) -> str:
        said = [
            Said(self._phrases.plain(name, language), language)
            for language in self._phrases.languages
            for name in step.say
        ]
        addresses = Addresses.static(tried=tried)
        return twiml.document(step, said, self._numbers(step), addresses, caller_id=self._number)

    # ---- words

    def _said(self, names: Sequence[str], call: Call, now: datetime) -> list[Said]:
        """Language by language. The greeting comes in every language, what follows in the client's, if known."""
        own = self.language_of(call.client)
        everyone = self._phrases.languages
        languages = (own,) if own and own in everyone and "greeting" not in names else everyone
        opening = self._hours.next_opening(now)
        texts = [
            Said(self._phrases.text(name, language, ticket=call.ticket, opening=opening), language)
            for language in languages
            for name in names
        ]
        return [said for said in texts if said.text]

    def _to_staff(self, name: str, called: str) -> list[Said]:
        person = self._roster.person_by_number(called)
        known = (self._roster.people[person].language,) if person else self._phrases.languages
        return [Said(self._phrases.plain(name, language), language) for language in known]

    # ---- people

    def _numbers(self, step: Next) -> list[str]:
        people = step.then.people if isinstance(step.then, Ring) else ()
        return [number for person in people if (number := self._roster.people[person].voice)]

    def _with_telephone(self, people: Sequence[str]) -> list[str]:
        return [person for person in people if self._roster.people[person].voice]

    def _designates(self, at: datetime, client: str | None = None) -> list[str]:
        """The first level of the ladder on which somebody with a telephone is on call."""
        levels = (self._with_telephone(self._on_level(level, at, client)) for level in self._roster.ladder.levels)
        return next(filter(None, levels), self._with_telephone([self._roster.ladder.catch_all]))

    def _on_level(self, level: Level, at: datetime, client: str | None) -> list[str]:
        found = [
            person_at(self._roster, name, at, client=client, overrides=self._live.overrides)
            for name in level.people
        ]
        return [person for person in found if isinstance(person, str)]
