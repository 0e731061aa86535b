"""What a person hears who answers a page by telephone, and what the keys do.

4 acknowledges, and brings a caller on hold onto the line; 5 passes the page on, 6 says that it is resolved, star
repeats. A call that tells of several pages says the worst: 4 and 5 are about all, 1 takes that one. Only a key
proves that a person listens: after two prompts without one nothing is acknowledged, and the page goes on.
"""

from uuid import UUID

import msgspec
from msgspec.structs import replace

from dial2.database import Database, Work
from dial2.errors import LostRace
from notifier import bridging
from notifier.acknowledging import Acknowledging
from notifier.adapters import attempts, bundles, callers, locks, pages
from notifier.attempt import Progress
from notifier.bundling import tell_of, wanted, worst_first
from notifier.messages import Ring
from notifier.outcomes import Outcomes
from notifier.page import Page
from notifier.paging import Answer, Paging
from notifier.phrases import Phrases
from notifier.plan import Attempt
from notifier.twiml import Script
from notifier.wording import Wording

_LOOPS = 2
_DOES = frozenset("1456")
_HOLDS = 3
_HOLD_SECONDS = 4


class _Call(msgspec.Struct, frozen=True, kw_only=True):
    """An answered call: whose it is, and what about: `page` is the worst of those that are `wanted`, if any is."""

    attempt: Attempt
    page: Page
    person: str
    wanted: list[Page]


class Voice:
    """`address` is the public one of all attempts, `joined` that of what a caller from hold hears first."""

    def __init__(
        self,
        *,
        database: Database,
        paging: Paging,
        acknowledging: Acknowledging,
        outcomes: Outcomes,
        wording: Wording,
        address: str,
        joined: str,
    ) -> None:
        self._database = database
        self._paging = paging
        self._acknowledging = acknowledging
        self._outcomes = outcomes
        self._wording = wording
        self._address = address
        self._joined = joined

    async def answered(self, id_: UUID, *, loop: int = 0) -> Script | None:
        """The menu, or who has the page by now; None for an attempt that was never made."""
        async with self._database.work("notifier") as work:
            if said := await self._said(work, id_):
                return said
            call = await _call(work, id_)
            if call and call.attempt.kind == "bridge":
                return await self._offer(work, call, loop)
            if call and await bundles.gather(work.connection, call.attempt):
                await bundles.follow(work.connection, id_)
                call = _about(call.attempt, await wanted(work, call.attempt), call.page, call.person)
            return await self._menu(work, call, loop) if call else None

    async def pressed(self, id_: UUID, key: str, *, loop: int) -> Script | None:  # noqa: PLR0911 - one for each way
        """What follows a key; the empty one is silence."""
        async with self._database.work("notifier") as work:
            call = await _call(work, id_)
            if call is None:
                return None
            phrases = self._wording.phrases(call.person)
            if call.attempt.kind == "bridge" and key != "4":
                return await self._offer_again(work, call, loop + 1)
            if key in _DOES and len(call.wanted) > 1:
                return await self._do_with_several(work, call, key)
            if key in _DOES and key != "1":
                return await self._do(work, call, key)
            if key == "*":
                return await self._menu(work, call, loop)
            if loop + 1 < _LOOPS:
                return await self._menu(work, call, loop + 1, *([phrases.wrong_key] if key else []))
            await self._outcomes.progressed(work, call.attempt, Progress("failed", "no-key"))
            return Script(phrases.voice).say(phrases.no_key).hang_up()

    async def _do(self, work: Work, call: _Call, key: str) -> Script:
        phrases = self._wording.phrases(call.person)
        match key:
            case "4":
                answer = await self._acknowledging.acknowledge(
                    work, call.page, call.person, "digit", call.attempt.id
                )
                connected = await self._connect(work, call, answer)
                return connected or await self._end(work, call, answer, phrases.acknowledged)
            case "5":
                step = call.attempt.step if call.page.id == call.attempt.page else None
                answer = await self._paging.pass_on(work, call.page, call.person, step)
                if answer == "done":
                    await attempts.move(work.connection, call.attempt.id, Progress("failed", "passed-on"))
                return await self._end(work, call, answer, phrases.passed_on)
            case _:
                answer = await self._acknowledging.resolve(work, call.page, call.person, "digit", call.attempt.id)
                return await self._end(work, call, answer, phrases.resolved)

    async def _do_with_several(self, work: Work, call: _Call, key: str) -> Script:
        """4 and 5 are about all that were told, 1 and 6 about the worst, after which the others are told again."""
        phrases = self._wording.phrases(call.person)
        count = len(call.wanted)
        match key:
            case "4":
                await self._acknowledging.acknowledge_all(work, call.wanted, call.person, "digit", call.attempt.id)
                for page in call.wanted:
                    if connected := await self._connect(work, replace(call, page=page), "done"):
                        return connected
                return Script(phrases.voice).say(phrases.acknowledged_all.format(count=count)).hang_up()
            case "5":
                for page in call.wanted:
                    await self._paging.pass_on(work, page, call.person)
                await attempts.move(work.connection, call.attempt.id, Progress("failed", "passed-on"))
                return Script(phrases.voice).say(phrases.passed_on_all.format(count=count)).hang_up()
            case "6":
                await self._acknowledging.resolve(work, call.page, call.person, "digit", call.attempt.id)
                said = phrases.one_resolved
            case _:
                await self._acknowledging.acknowledge(work, call.page, call.person, "digit", call.attempt.id)
                if connected := await self._connect(work, call, "done"):
                    return connected
                said = phrases.one_taken
        rest = _about(call.attempt, call.wanted[1:], call.page, call.person)
        return await self._menu(work, rest, 0, self._wording.whose(said, call.page, call.person))

    async def talked(self, id_: UUID, *, request: str, bridged: bool) -> Script | None:
        """After a talk with the caller of `request`, or where that one had gone: the next on hold, or goodbye."""
        async with self._database.work("notifier") as work:
            call = await _call(work, id_)
            if call is None:
                return None
            phrases = self._wording.phrases(call.person)
            if bridged:
                await callers.release(work.connection, request)  # the end of the hold may be heard of later
                if await callers.first_on_hold(work.connection, call.page.ticket):
                    return await self._offer(work, call, 0)
            return Script(phrases.voice).say(phrases.talked if bridged else phrases.caller_gone).hang_up()

    async def _said(self, work: Work, id_: UUID) -> Script | None:
        """For a call that only has something to say."""
        attempt = await attempts.get(work.connection, id_)
        if attempt is None or not isinstance(attempt.message, Ring) or attempt.message.say is None:
            return None
        return Script(self._wording.phrases(attempt.person).voice).say(attempt.message.say).hang_up()

    async def _connect(self, work: Work, call: _Call, answer: Answer) -> Script | None:
        """With a caller who holds, if there is one and the page is this person's."""
        page = await pages.get(work.connection, call.page.id)
        if answer == "closed" or page is None or page.acknowledged_by != call.person:
            return None
        request = await callers.first_on_hold(work.connection, page.ticket)
        if request is None:
            return None
        if call.attempt.kind == "bridge":
            await attempts.move(work.connection, call.attempt.id, Progress("withdrawn", "connected"))
        phrases = self._wording.phrases(call.person)
        then = f"{self._address}/{call.attempt.id}/talked?request={request}"
        return bridging.connection(phrases, request, call.person, joined=self._joined, then=then)

    async def _offer(self, work: Work, call: _Call, loop: int) -> Script:
        phrases = self._wording.phrases(call.person)
        if await callers.first_on_hold(work.connection, call.page.ticket) is None:
            return Script(phrases.voice).say(phrases.caller_gone).hang_up()
        action = f"{self._address}/{call.attempt.id}/key?loop={loop}"
        return Script(phrases.voice).ask(phrases.caller_waits, action=action)

    async def _offer_again(self, work: Work, call: _Call, loop: int) -> Script:
        if loop < _LOOPS:
            return await self._offer(work, call, loop)
        phrases = self._wording.phrases(call.person)
        await self._outcomes.progressed(work, call.attempt, Progress("failed", "no-key"))
        return Script(phrases.voice).say(phrases.no_key).hang_up()

    async def _menu(self, work: Work, call: _Call, loop: int, *first: str) -> Script:
        phrases = self._wording.phrases(call.person)
        if not call.page.wanted:
            answer: Answer = "closed" if call.page.state == "closed" else "already"
            return await self._end(work, call, answer, phrases.acknowledged)
        action = f"{self._address}/{call.attempt.id}/key?loop={loop}"
        about = await tell_of(work, call.wanted)
        if len(about) > 1:
            spoken = self._wording.spoken_of_several(about, call.person)
            return Script(phrases.voice).ask(*first, spoken, phrases.menu_several, action=action)
        spoken = self._wording.spoken(about[0].ticket, call.page, call.person)
        return Script(phrases.voice).ask(*first, spoken, phrases.menu, action=action)

    async def _end(self, work: Work, call: _Call, answer: Answer, done: str) -> Script:
        phrases = self._wording.phrases(call.person)
        page = await pages.get(work.connection, call.page.id) or call.page
        own = answer == "already" and page.acknowledged_by == call.person
        texts: dict[Answer, str] = {
            "done": done,
            "already": phrases.acknowledged if own else phrases.already,
            "closed": phrases.closed,
            "went-on": phrases.went_on,
        }
        return Script(phrases.voice).say(self._wording.whose(texts[answer], page, call.person)).hang_up()


async def _call(work: Work, id_: UUID) -> _Call | None:
    """Held, with all its pages. Raises `LostRace` where it came to tell of another while they were awaited."""
    told = await pages.lock_all(work.connection, await locks.pages_of(work.connection, id_))
    attempt = await attempts.lock(work.connection, id_)
    if attempt is None or attempt.person is None:
        return None
    if not {page.id for page in told}.issuperset(await locks.pages_of(work.connection, id_)):
        raise LostRace(f"call {id_} tells of another page now")
    own = next((page for page in told if page.id == attempt.page), None)
    open_ = worst_first([page for page in told if page.wanted])
    return _about(attempt, open_, own, attempt.person) if own else None


def _about(attempt: Attempt, wanted: list[Page], own: Page, person: str) -> _Call:
    return _Call(attempt=attempt, page=wanted[0] if wanted else own, person=person, wanted=wanted)


def away(phrases: Phrases, *, held: int, again: str) -> Script:
    """When the key cannot be recorded: hold the line a while, then say so; never claim that it was."""
    script = Script(phrases.voice)
    if held < _HOLDS:
        return script.say(phrases.one_moment).pause(_HOLD_SECONDS).go_to(again)
    return script.say(phrases.not_recorded).hang_up()
