"""The company menu: the support digit, a language, or something that leads to support all the same."""

from msgspec.structs import replace

from intake_phone.flow.facts import Chose
from intake_phone.flow.identification import identify
from intake_phone.flow.state import Situation, State
from intake_phone.flow.steps import Ask, Next, line, prefixed

REPEAT = "*"


def ask(state: State) -> Next:
    """In every language, until one is chosen."""
    languages = () if state.language else (line("languages"),)
    return Next(state=state, say=(line("greeting"), line("options"), *languages), then=Ask("menu"))


def pressed(state: State, key: str, situation: Situation) -> Next:
    """An unknown key and silence repeat the menu once, then lead to support: nobody is dropped."""
    menu = situation.menu
    if key == REPEAT:
        return ask(state)
    if key in menu.languages:
        return ask(replace(state, language=menu.languages[key]))
    known = key == menu.support or key in menu.options
    if not known and not state.failed:
        return ask(replace(state, failed=1))
    chosen = replace(state, chosen=True, failed=0)
    return prefixed(identify(chosen, situation), facts=(Chose(key, "support"),))
