"""What a request must tell, asked by voice where nobody could be reached.

First what the after-hours service demands, of whoever has asked for it; then the checklist of the kind of issue.
"""

from msgspec.structs import replace

from dial2.vocabulary import Category
from intake_phone.flow.deeds import Told
from intake_phone.flow.facts import Gave
from intake_phone.flow.message import take_message
from intake_phone.flow.state import Situation, State
from intake_phone.flow.steps import Ask, Next, line, prefixed

REQUIRED = "required"  # in the names of questions, where the others have a category
KINDS: dict[str, Category] = {"1": "phone", "2": "dashboard", "3": "other"}
SKIP_ALL = "*"


def cannot_connect(state: State, situation: Situation) -> Next:
    """Questions where the profile has any, and then the recorder."""
    if state.category:
        return take_message(state, situation)
    state = replace(state, failed=0, offered=(), waiting=())
    if situation.checklists:
        return ask_kind(replace(state, place="kind"), situation)
    return _begin(state, "other", situation)


def ask_kind(state: State, situation: Situation) -> Next:
    choices = [line(f"kind_{kind}", key=key) for key, kind in KINDS.items() if kind in situation.checklists]
    return Next(state=state, say=(line("kind"), *choices), then=Ask("kind"))


def kind_pressed(state: State, key: str, situation: Situation) -> Next:
    """A wrong key or silence is asked again once; then there is the recorder."""
    if key == SKIP_ALL:
        return take_message(state, situation)
    kind = KINDS.get(key)
    if kind is not None and kind in situation.checklists:
        return _begin(state, kind, situation)
    if state.failed:
        return take_message(state, situation)
    return ask_kind(replace(state, failed=1), situation)


def ask(state: State, situation: Situation) -> Next:
    """The question that stands, or the recorder after the last."""
    question = _question(state, situation)
    if question is None:
        return take_message(state, situation)
    return Next(state=state, say=(line("question." + ".".join(question)),), then=Ask("answer"))


def answered(state: State, deed: Told, situation: Situation) -> Next:
    question = _question(state, situation)
    following = ask(replace(state, question=state.question + 1, failed=0), situation)
    if question is None or state.category is None or not deed.text.strip():
        return following
    return prefixed(following, facts=(Gave(category=state.category, item=question[1], text=deed.text.strip()),))


def skipped(state: State, key: str, situation: Situation) -> Next:
    """A star goes to the recorder, any other key to the next question; whoever is silent twice is not asked on."""
    if key == SKIP_ALL or (not key and state.failed):
        return take_message(state, situation)
    return ask(replace(state, question=state.question + 1, failed=0 if key else 1), situation)


def _begin(state: State, category: Category, situation: Situation) -> Next:
    asked = replace(state, place="question", category=category, question=0, failed=0)
    if _question(asked, situation) is None:
        return take_message(state, situation)
    return prefixed(ask(asked, situation), line("questions"))


def _question(state: State, situation: Situation) -> tuple[str, str] | None:
    """The list that it is from, and its name there."""
    required = [(REQUIRED, name) for name in situation.required] if state.down else []
    listed = situation.checklists.get(state.category, ()) if state.category else ()
    questions = [*required, *((str(state.category), name) for name in listed)]
    return questions[state.question] if state.question < len(questions) else None
