"""When the second provider takes over, and whom each request is asked of."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest

from dial2.errors import Transient
from notifier.attempt import Accepted, NotNow, Outcome, Progress, Refused, Unknown
from notifier.channel import Seen
from notifier.fallback import Fallback
from notifier.messages import Ring
from notifier.plan import Attempt

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
ATTEMPT = Attempt(
    id=UUID(int=1),
    kind="page",
    page=UUID(int=2),
    notice=None,
    ticket=1042,
    person="dispatcher",
    channel="voice",
    level=0,
    step=1,
    place=0,
    tries=1,
    repeats=0,
    urgency=0,
    state="sending",
    destination="+15145550101",
    message=Ring(),
    provider_id=None,
    code=None,
    sequence=-1,
    checks=0,
    recalled=False,
    bundle=None,
    planned_at=AT,
    sending_at=AT,
    correlation=None,
)


class Provider:
    """Answers as it is told, and remembers what it was asked."""

    def __init__(self, *answers: Outcome, away: bool = False) -> None:
        self._answers = list(answers)
        self._away = away
        self.asked: list[str] = []

    async def send(self, attempt: Attempt) -> Outcome:
        self.asked.append(str(attempt.ticket))
        return self._answers.pop(0)

    async def listed(self, attempt: Attempt) -> Sequence[Seen] | None:
        if self._away:
            raise Transient("no answer")
        return [Seen(provider_id=f"CA{attempt.ticket}", created_at=AT, body="", progress=None)]

    async def progress(self, provider_id: str) -> Progress | None:
        self.asked.append(provider_id)
        return None

    async def end(self, provider_id: str) -> None:
        self.asked.append(provider_id)


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


async def test_while_the_first_answers_nobody_asks_the_second() -> None:
    first, second = Provider(Accepted("CA1"), Refused("21211"), NotNow("20429")), Provider()
    channel = Fallback(first, second, now=Clock())
    assert await channel.send(ATTEMPT) == Accepted("CA1")
    assert await channel.send(ATTEMPT) == Refused("21211")
    assert await channel.send(ATTEMPT) == NotNow("20429")
    assert second.asked == []


@pytest.mark.parametrize("code", ["no-connection", "20003"])
async def test_what_the_first_did_not_take_the_second_takes_for_a_minute(code: str) -> None:
    clock = Clock()
    first = Provider(NotNow(code), Accepted("CA3"))
    channel = Fallback(first, Provider(Accepted("CA1"), Accepted("CA2")), now=clock)
    assert await channel.send(ATTEMPT) == Accepted("fallback:CA1")
    clock.seconds += 59
    assert await channel.send(ATTEMPT) == Accepted("fallback:CA2")
    clock.seconds += 1
    assert await channel.send(ATTEMPT) == Accepted("CA3")


async def test_what_the_first_may_have_taken_is_not_given_to_the_second() -> None:
    second = Provider(Accepted("CA2"))
    channel = Fallback(Provider(Unknown("TimeoutError")), second, now=Clock())
    assert await channel.send(ATTEMPT) == Unknown("TimeoutError")
    assert second.asked == []
    assert await channel.send(ATTEMPT) == Accepted("fallback:CA2")


async def test_each_is_asked_for_its_own() -> None:
    first, second = Provider(), Provider()
    channel = Fallback(first, second, now=Clock())
    await channel.progress("CA1")
    await channel.end("fallback:CA2")
    assert (first.asked, second.asked) == (["CA1"], ["CA2"])


async def test_what_either_has_is_listed_and_a_first_that_is_away_hides_nothing_of_the_second() -> None:
    both = await Fallback(Provider(), Provider(), now=Clock()).listed(ATTEMPT)
    assert [seen.provider_id for seen in both or ()] == ["CA1042", "fallback:CA1042"]
    one = await Fallback(Provider(away=True), Provider(), now=Clock()).listed(ATTEMPT)
    assert [seen.provider_id for seen in one or ()] == ["fallback:CA1042"]
