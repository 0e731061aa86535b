"""Keeps the promises about time: what is late or fails is answered from memory and recorded afterwards."""

import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog
from prometheus_client import Counter

from dial2.errors import Transient
from intake_phone import twiml
from intake_phone.backlog import Backlog, Job
from intake_phone.budget import Budget
from intake_phone.forms import Form
from intake_phone.journal import UnknownCall
from intake_phone.recovery import Recovery

Work = Callable[[], Coroutine[Any, Any, Any]]  # can be done again

STATIC = Counter("dial2_phone_static_answers_total", "Callers answered from memory because the flow could not")

log = structlog.get_logger(__name__)


class Edge:
    def __init__(self, budget: Budget, backlog: Backlog, recovery: Recovery) -> None:
        self._budget = budget
        self._backlog = backlog
        self._recovery = recovery

    async def reply(self, form: Form, work: Work, *, static: str, later: Job | None = None) -> str:
        """The document that `work` gives; `static` where it is late or fails: a caller is never dropped.

        `later` is done then, as soon as it can be: by default the call becomes a request.
        """
        try:
            return str(await self._budget.spend(work()))
        except Transient as error:
            log.warning("answered_statically", call=form["CallSid"], reason=str(error))
            self._backlog.put("call", later or self._adoption(form))
        except UnknownCall as error:
            log.warning("answered_statically", call=form["CallSid"], reason=str(error))
            self._backlog.put("call", self._adoption(form))
        except Exception:
            log.exception("answered_statically", call=form["CallSid"])
            self._backlog.put("call", self._adoption(form))
        STATIC.inc()
        return static

    async def glance(self, form: Form, work: Work, *, static: str) -> str:
        """Somebody known, on hold: `static` where the answer is late or fails, and nothing is left to be done."""
        try:
            return str(await self._budget.spend(work()))
        except (Transient, UnknownCall) as error:
            log.warning("answered_statically", call=form["CallSid"], reason=str(error))
        except Exception:
            log.exception("answered_statically", call=form["CallSid"])
        STATIC.inc()
        return static

    async def accept(self, form: Form, work: Work, *, static: str) -> str:
        """The answer to somebody called, who has waited long enough: `static` if it cannot be had in time."""
        try:
            return str(await self._budget.spend(work()))
        except Transient as error:
            log.warning("accepted_statically", call=form["call"], reason=str(error))
            self._backlog.put("acceptance", work)
        except UnknownCall as error:
            log.warning("accepted_statically", call=form["call"], reason=str(error))
        except Exception:
            log.exception("accepted_statically", call=form["call"])
        return static

    async def note(self, name: str, work: Work) -> str:
        """Record what the provider tells, now or later; it needs no answer.

        Nothing overtakes what waits: it may be the start of the very call that this is about.
        """
        if self._backlog:
            self._backlog.put(name, work)
            return twiml.EMPTY
        try:
            await self._budget.spend(work())
        except Transient as error:
            log.warning("noted_for_later", what=name, reason=str(error))
            self._backlog.put(name, work)
        return twiml.EMPTY

    def adopt(self, form: Form, *, talked_with: str | None = None) -> None:
        """A call that never reached the flow becomes a request; `talked_with` is whom its caller has reached."""
        self._backlog.put("call", self._adoption(form, talked_with))

    def _adoption(self, form: Form, talked_with: str | None = None) -> Job:
        age = stopwatch()
        talk = timedelta(seconds=form.talk_seconds)

        async def adopt() -> None:
            await self._recovery.adopt(form.incoming, age=age() + talk)
            if talked_with:
                await self._recovery.connect(form["CallSid"], talked_with, age=age() + talk)

        return adopt


def stopwatch() -> Callable[[], timedelta]:
    """How long ago this was: what is recorded late happened when it happened."""
    since = time.monotonic()
    return lambda: timedelta(seconds=time.monotonic() - since)
