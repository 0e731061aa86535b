"""The checklist by voice: what a request must tell, asked where nobody could be reached."""

from msgspec.structs import replace

from dial2.vocabulary import Category
from intake_phone.flow.deeds import Told
from intake_phone.flow.facts import Gave
from intake_phone.flow.message import take_message
from intake_phone.flow.state import Situation, State
from intake_phone.flow.steps import Ask, Next, line, prefixed

KINDS: dict[str, Category] = {"1": "phone", "2": "dashboard", "3": "other"}
SKIP_ALL = "*"


def cannot_connect(state: State, situation: Situation) -> Next:
    """Questions where the profile has any, and then the recorder."""
    if not situation.checklists or state.category:
        return take_message(state, situation)
    return ask_kind(replace(state, place="kind", failed=0, offered=(), waiting=()), situation)


def ask_kind(state: State, situation: Situation) -> Next:
    choices = [line(f"kind_{kind}", key=key) for key, kind in KINDS.items() if kind in situation.checklists]
    return Next(state=state, say=(line("kind"), *choices), then=Ask("kind"))


def kind_pressed(state: State, key: str, situation: Situation) -> Next:
    """A wrong key or silence is asked again once; then there is the recorder."""
    if key == SKIP_ALL:
        return take_message(state, situation)
    kind = KINDS.get(key)
    if kind is not None and kind in situation.checklists:
        asked = replace(state, place="question", category=kind, question=0, failed=0)
        return prefixed(ask(asked, situation), line("questions"))
    if state.failed:
        return take_message(state, situation)
    return ask_kind(replace(state, failed=1), situation)


def ask(state: State, situation: Situation) -> Next:
    """The question that stands, or the recorder after the last."""
    item = _item(state, situation)
    if item is None:
        return take_message(state, situation)
    return Next(state=state, say=(line(f"question.{state.category}.{item}"),), then=Ask("answer"))


def answered(state: State, deed: Told, situation: Situation) -> Next:
    item = _item(state, situation)
    following = ask(replace(state, question=state.question + 1, failed=0), situation)
    if item is None or state.category is None or not deed.text.strip():
        return following
    return prefixed(following, facts=(Gave(category=state.category, item=item, text=deed.text.strip()),))


def skipped(state: State, key: str, situation: Situation) -> Next:
    """A star goes to the recorder, any other key to the next question; whoever is silent twice is not asked on."""
    if key == SKIP_ALL or (not key and state.failed):
        return take_message(state, situation)
    return ask(replace(state, question=state.question + 1, failed=0 if key else 1), situation)


def _item(state: State, situation: Situation) -> str | None:
    items = situation.checklists.get(state.category, ()) if state.category else ()
    return items[state.question] if state.question < len(items) else None
