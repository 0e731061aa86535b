"""What a ticket says is affected, and which tickets are about one outage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.profile import load
from dial2.profile.model import Incidents
from dial2.vocabulary import Category
from triage.affected import Affected, Matter, affected, alike
from triage.assessment import Contact, assess

PROFILE = load("tracktik")
RULES = Incidents(shared_words=2)


def matter(
    words: str = "", *, functions: str = "", category: Category = "other", client: str | None = None
) -> Matter:
    told = Affected(functions=functions.split(), words=words.split())
    return Matter(category=category, client=client, affected=told)


def read(subject: str, text: str) -> Affected:
    assessment = assess(Contact(channel="email", subject=subject, text=text), profile=PROFILE)
    return affected(subject, text, assessment, PROFILE)


def test_the_function_that_is_gone_and_the_telling_words_are_kept() -> None:
    told = read("Urgent Service Issue: nobody can log in", "Nobody can log in to the Meridian portal since 9 am.")
    assert told.functions == ["access"]
    assert told.words == ["meridian", "portal"]


def test_an_outage_is_the_same_function_in_either_language() -> None:
    english = read("login", "Nobody can log in, the whole site is down for everyone.")
    french = read("Panne", "Plus personne ne peut se connecter, le site est inaccessible pour tous nos agents.")
    assert english.functions == french.functions == ["access"]


def test_a_function_that_is_said_to_work_is_not_affected() -> None:
    assert read("Wrong total", "Everybody can log in, but the payroll total is wrong.").functions == []


def test_plural_and_accents_make_no_other_word() -> None:
    assert read("Télécopies", "").words == read("telecopie", "").words == ["telecopie"]


@pytest.mark.parametrize(
    ("one", "other", "joins"),
    [
        (matter(functions="access"), matter(functions="access"), True),
        (matter(functions="access"), matter(functions="telephony", category="phone"), False),
        (matter(functions="access"), matter(functions="access", category="phone"), False),
        (matter("portal meridian"), matter("meridian portal gate"), True),
        (matter("portal meridian"), matter("portal gate"), False),
        (matter("portal gate", client="acme"), matter("portal", client="acme", category="phone"), True),
        (matter("portal", client="acme"), matter("payroll", client="acme"), False),
        (matter(client="acme"), matter(client="acme"), False),
        (matter(), matter(), False),
        (matter(client=None), matter(client=None), False),
    ],
)
def test_what_makes_two_tickets_one_outage(one: Matter, other: Matter, *, joins: bool) -> None:
    """A function, or two words in one category; one word within a client; nothing to compare joins nothing."""
    assert (alike(one, other, RULES) is not None) is joins


def test_why_two_tickets_are_one_outage_is_said_in_words() -> None:
    found = alike(matter("portal gate", functions="access"), matter("gate", functions="access"), RULES)
    assert found is not None
    assert found.why == "the same category, other; the same function, access; the same words, gate"
    assert (found.functions, found.words) == (["access"], ["gate"])


_MATTERS = st.builds(
    Matter,
    category=st.sampled_from(["phone", "other"]),
    client=st.sampled_from([None, "acme", "north"]),
    affected=st.builds(
        Affected,
        functions=st.lists(st.sampled_from(["access", "telephony"]), unique=True),
        words=st.lists(st.sampled_from(["portal", "gate", "payroll"]), unique=True),
    ),
)


@given(_MATTERS, _MATTERS)
def test_it_does_not_matter_which_came_first(one: Matter, other: Matter) -> None:
    assert alike(one, other, RULES) == alike(other, one, RULES)
