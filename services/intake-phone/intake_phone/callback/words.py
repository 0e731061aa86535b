"""What is said to both ends of a call back."""

from twilio.twiml.voice_response import Dial, VoiceResponse

from dial2.profile import Profile
from dial2.roster import LiveRoster
from dial2.vocabulary import Language
from intake_phone import twiml
from intake_phone.addresses import address
from intake_phone.callback.attempt import Attempt
from intake_phone.flow.steps import line
from intake_phone.phrases import Phrases
from intake_phone.speech import Speech
from intake_phone.twiml import Said

RING_SECONDS = 30


class Words:
    """`number` is ours: what the client sees, and may call."""

    def __init__(self, profile: Profile, roster: LiveRoster, *, number: str) -> None:
        self._live = roster
        self._title = profile.title
        self._phrases = Phrases(profile)
        self._speech = Speech(profile.phone)
        self._number = number

    def to_staff(self, attempt: Attempt) -> str:
        """Whom it is to; a key shows that a person is there."""
        said = self._staff("callback_ready", attempt, client=self._client(attempt))
        return twiml.whisper(said, address("/voice/callback/taken", call=attempt.id))

    def dialling(self, attempt: Attempt) -> str:
        response = VoiceResponse()
        twiml.say(response, self._staff("callback_dialling", attempt))
        dial = Dial(
            action=address("/voice/callback/over", call=attempt.id),
            answer_on_bridge=True,
            timeout=RING_SECONDS,
            caller_id=self._number,
        )
        dial.number(attempt.number, url=address("/voice/callback/client", call=attempt.id))
        response.append(dial)
        return str(response)

    def to_client(self, attempt: Attempt) -> str:
        """Who calls and about what, before the client is connected with anybody."""
        client = self._live.current.clients.get(attempt.client or "")
        own = client.language if client and client.language in self._phrases.languages else None
        languages: tuple[Language, ...] = (own,) if own else tuple(self._phrases.languages)
        said = [self._said("callback_client", language, attempt) for language in languages]
        return twiml.question(
            said,
            address("/voice/callback/met", call=attempt.id),
            listens_in=languages[0],
            hints=self._speech.hints("yes"),
        )

    def agreed(self, digit: str, spoken: str) -> bool:
        return twiml.accepted(self._speech.key("yes", spoken) if spoken else digit)

    def unreached(self, attempt: Attempt) -> str:
        return twiml.refusal(self._staff("callback_unreached", attempt))

    def not_now(self) -> str:
        """Without knowing to whom: the attempt is over, or the database away."""
        return twiml.refusal(
            Said(self._phrases.plain("callback_not_now", language), language)
            for language in self._phrases.languages
        )

    def _client(self, attempt: Attempt) -> str:
        client = self._live.current.clients.get(attempt.client or "")
        return client.name if client else " ".join(attempt.number)

    def _staff(self, name: str, attempt: Attempt, **values: str) -> list[Said]:
        person = self._live.current.people.get(attempt.person)
        languages = (person.language,) if person else self._phrases.languages
        return [self._said(name, language, attempt, **values) for language in languages]

    def _said(self, name: str, language: Language, attempt: Attempt, **values: str) -> Said:
        words = line(name, title=self._title, **values)
        return Said(self._phrases.about(words, language, ticket=attempt.ticket), language)
