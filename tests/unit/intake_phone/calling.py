"""Situations that callers meet, and calls played through."""

from dial2.profile.model import PhoneMenu
from intake_phone.flow import course
from intake_phone.flow.deeds import Deed
from intake_phone.flow.facts import Fact
from intake_phone.flow.state import Situation
from intake_phone.flow.steps import Next

MENU = PhoneMenu(
    support="2",
    options={"3": {"en": "For sales, press 3."}},
    languages={"1": "en", "9": "fr"},
    greeting={"en": "For support, press 2."},
)
OPEN = Situation(menu=MENU, in_hours=True, desk=(("dispatcher", "analyst"),))
CLOSED = Situation(menu=MENU, in_hours=False, desk=(("dispatcher", "analyst"),))


def played(situation: Situation, *deeds: Deed) -> Next:
    step = course.begin()
    for deed in deeds:
        step = course.proceed(step.state, deed, situation)
    return step


def facts(situation: Situation, *deeds: Deed) -> list[Fact]:
    """All that the log knows after these deeds."""
    step, known = course.begin(), list[Fact]()
    for deed in deeds:
        step = course.proceed(step.state, deed, situation)
        known += step.facts
    return known


def names(step: Next) -> list[str]:
    return [line.name for line in step.say]
