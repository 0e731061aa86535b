"""Documents from memory alone, for when Postgres does not answer: a caller is never dropped."""

from collections.abc import Callable
from datetime import UTC, datetime

from dial2.profile import Profile
from dial2.roster import LiveRoster
from intake_phone import twiml
from intake_phone.addresses import WAITING, Addresses
from intake_phone.flow.hold import WAY_OUT
from intake_phone.flow.state import State
from intake_phone.flow.steps import HangUp, Next, Ring, TakeMessage, Then, line
from intake_phone.forms import Form
from intake_phone.people import People
from intake_phone.phrases import Phrases
from intake_phone.twiml import Said, Setting


def _now() -> datetime:
    return datetime.now(UTC)


class StaticReception:
    """`clock` is this machine's: the database, whose time counts otherwise, is away."""

    def __init__(
        self,
        profile: Profile,
        roster: LiveRoster,
        *,
        number: str,
        music: str,
        transcribes: bool = True,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._number = number
        self._transcribes = transcribes
        self._music = profile.phone.hold_music or music
        self._phrases = Phrases(profile)
        self._people = People(roster)
        self._clock = clock

    def connection(self, tried: int = 0) -> str:
        """Reaches the designate on call, or after `tried` of them the next one, whatever else is away."""
        designates = self._people.designates(self._clock())
        if tried >= len(designates):
            return self.message()
        ring = Ring((designates[tried],))
        return self._document(ring, "trying_next" if tried else "static_connecting", tried=tried + 1)

    def rung(self, tried: int) -> str | None:
        """Whose telephone has rung when `tried` of the designates had been."""
        designates = self._people.designates(self._clock())
        return designates[tried - 1] if 0 < tried <= len(designates) else None

    def after_ringing(self, form: Form) -> str:
        """Only who accepted is bridged, so a bridged call has been a talk."""
        return self.goodbye() if form.bridged else self.connection(form.tried)

    def after_queue(self, form: Form) -> str:
        return self.goodbye() if form.bridged else self.message()

    def waiting(self) -> str:
        """The queue is the provider's: who waits in it is still found there."""
        return twiml.waiting(self._said("static_holding"), WAITING, self._music)

    def held(self, form: Form) -> str:
        """The way out is open; what comes after it is asked for then."""
        return twiml.leaving() if form["Digits"] == WAY_OUT else self.waiting()

    def message(self) -> str:
        return self._document(TakeMessage(), "nobody", "leave_message", "say_number")

    def goodbye(self) -> str:
        return self._document(HangUp(), "goodbye_call_back", "goodbye")

    def _document(self, then: Then, *names: str, tried: int = 0) -> str:
        step = Next(state=State(), say=tuple(line(name) for name in names), then=then)
        numbers = self._people.numbers(then.people) if isinstance(then, Ring) else {}
        setting = Setting(
            addresses=Addresses.static(tried=tried),
            caller_id=self._number,
            numbers=numbers,
            transcribes=self._transcribes,
        )
        return twiml.document(step, self._said(*names), setting)

    def _said(self, *names: str) -> list[Said]:
        return [
            Said(self._phrases.plain(name, language), language)
            for language in self._phrases.languages
            for name in names
        ]
