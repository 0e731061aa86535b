"""What the profile and the roster say to a call: who may take it, in which words, in which language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from dial2 import profile as profiles
from dial2.call_queue import queue_of
from dial2.profile import Profile
from dial2.roster import LiveRoster, Roster
from dial2.vocabulary import Category, Language
from intake_phone import twiml
from intake_phone.addresses import Addresses
from intake_phone.calls import Call, Incoming, number_of
from intake_phone.flow import hold
from intake_phone.flow.hold import Progress
from intake_phone.flow.state import Assurance, Situation
from intake_phone.flow.steps import Ask, GoOnHolding, Line, Listens, Next, Ring, line
from intake_phone.people import People
from intake_phone.phrases import Phrases
from intake_phone.speech import Speech
from intake_phone.twiml import Said, Setting


class Reception:
    """Knows everything from memory.

    `music` is the address of what plays on hold; `transcribes`: the provider writes messages down.
    """

    def __init__(
        self, profile: Profile, roster: LiveRoster, *, number: str, music: str, transcribes: bool = True
    ) -> None:
        self._transcribes = transcribes
        self._profile = profile
        self._live = roster
        self._number = number
        self._music = profile.phone.hold_music or music
        self._phrases = Phrases(profile)
        self._people = People(roster)
        self._speech = Speech(profile.phone)
        self._hours = profiles.calendars(profile)[profile.support_calendar]
        self._checklists: Mapping[Category, tuple[str, ...]] = {
            category: tuple(item.name for item in items) for category, items in profile.checklists.items() if items
        }
        service = profile.after_hours
        self._required = tuple(field.name for field in service.required_fields) if service else ()
        self.hold_at_most = profile.phone.hold_at_most.time()
        self.call_back_within = profile.phone.call_back_within.time()

    @property
    def _roster(self) -> Roster:
        return self._live.current

    def new_call(self, incoming: Incoming, *, request: UUID, at: datetime) -> Call:
        """A call that started `at`, and the id of the request that it may become."""
        caller = number_of(incoming.caller_id)
        client = self._roster.client_of(number=caller) if caller else None
        return Call(
            sid=incoming.sid,
            request=str(request),
            caller=caller,
            called=incoming.called,
            client=client,
            started_at=at,
        )

    def situation(
        self, call: Call, now: datetime, *, tickets: Sequence[int] = (), acknowledged: bool = False
    ) -> Situation:
        """`tickets` are the client's open ones; they are named to who has proven to be the client."""
        proven = self._proven(call)
        return Situation(
            menu=self._profile.phone,
            in_hours=self._hours.is_open(now),
            desk=self._people.desk(),
            client=self._roster.clients[call.client].name
            if call.client in self._roster.clients and proven
            else None,
            asks_pin=self._asks_pin(call),
            tickets=tuple(tickets) if proven else (),
            withheld=call.caller is None,
            ticket=call.ticket is not None,
            assurance=self._assurance(call),
            acknowledged=acknowledged,
            checklists=self._checklists,
            required=self._required,
        )

    def client_by_pin(self, pin: str) -> str | None:
        return self._roster.client_by_pin(pin) if pin else None

    def key(self, listens: Listens, said: str) -> str:
        return self._speech.key(listens, said)

    def document(self, step: Next, call: Call, now: datetime) -> str:
        then = step.then
        call_language = step.state.language or self._client_language(call)
        return twiml.document(
            step,
            self._said(step.say, call, step.state.language, now),
            Setting(
                addresses=Addresses.of_turn(call.sid, step.state.turn),
                caller_id=self._number,
                numbers=self._people.numbers(then.people) if isinstance(then, Ring) else {},
                queue=queue_of(call.request),
                listens_in=call_language or self._phrases.languages[0],
                hints=self._speech.hints(then.listens) if isinstance(then, Ask) else (),
                transcribes=self._transcribes,
            ),
        )

    def waiting(self, call: Call, progress: Progress, now: datetime) -> str:
        """What a caller on hold hears next."""
        held = Addresses.of_turn(call.sid, call.state.turn).held
        said = self._said(hold.update(progress), call, call.state.language, now)
        return twiml.waiting(said, held, self._music)

    def holding(self, call: Call, now: datetime) -> str:
        """Back to the music."""
        return self.document(Next(state=call.state, then=GoOnHolding()), call, now)

    def joined(self, call: Call, now: datetime) -> str:
        return twiml.spoken(self._said((line("joined"),), call, call.state.language, now))

    def language_of(self, call: Call) -> Language | None:
        """The caller's choice, or the client's language."""
        return call.state.language or self._client_language(call)

    def whisper(self, called: str, accept: str) -> str:
        """To the person at the number `called`, in their language."""
        return twiml.whisper(self._to_staff("whisper", called), accept)

    def taken(self, called: str) -> str:
        return twiml.refusal(self._to_staff("taken", called))

    def _client_language(self, call: Call) -> Language | None:
        language = self._roster.clients[call.client].language if call.client in self._roster.clients else None
        return language if language in self._phrases.languages else None

    def _said(self, lines: Sequence[Line], call: Call, chosen: Language | None, now: datetime) -> list[Said]:
        """Language by language. The greeting comes in every language, what follows in the caller's, if known."""
        greets = any(each.name == "greeting" for each in lines)
        own = chosen or (None if greets else self._client_language(call))
        opening = self._hours.next_opening(now)
        texts = [
            Said(self._phrases.text(each, language, ticket=call.ticket, opening=opening), language)
            for language in ((own,) if own else self._phrases.languages)
            for each in lines
        ]
        return [said for said in texts if said.text]

    def _to_staff(self, name: str, called: str) -> list[Said]:
        person = self._roster.person_by_number(called)
        known = (self._roster.people[person].language,) if person else self._phrases.languages
        return [Said(self._phrases.plain(name, language), language) for language in known]

    def _proven(self, call: Call) -> bool:
        """Whether the caller is the client: a number is enough where no PIN is asked for, or there is none."""
        client = self._roster.clients.get(call.client or "")
        if client is None:
            return False
        return not self._profile.phone.ask_pin or client.pin is None or call.state.identified

    def _asks_pin(self, call: Call) -> bool:
        client = self._roster.clients.get(call.client or "")
        anybody = any(each.pin for each in self._roster.clients.values())
        return self._profile.phone.ask_pin and (client.pin is not None if client else anybody)

    def _assurance(self, call: Call) -> Assurance:
        """Who is not known to be without the service is served: a person decides about doubts."""
        service = self._profile.after_hours
        if service is None:
            return "everybody"
        client = self._roster.clients.get(call.client or "")
        if client and service.entitlement not in client.entitlements:
            return "not-entitled"
        return "on-request" if service.must_be_requested else "entitled"
