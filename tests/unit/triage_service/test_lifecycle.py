"""What may be done to a ticket, from which state, and what then is."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.calendar import always
from dial2.duration import Duration
from dial2.errors import Forbidden
from dial2.profile.model import Lifecycle
from dial2.vocabulary import Role
from triage.lifecycle import (
    ACTIONS,
    LIFE,
    Action,
    Refused,
    Status,
    after,
    closed_for_good,
    permit,
    possible,
)

STATES: tuple[Status, ...] = ("open", "waiting", "proposed", "agreed", "merged")

# The state that follows, from open, waiting, proposed, agreed and merged; None is refused.
TABLE: dict[Action, tuple[Status | None, ...]] = {
    "severity": ("open", "waiting", "proposed", None, None),
    "client": ("open", "waiting", "proposed", "agreed", None),
    "callback": ("open", "waiting", "proposed", None, None),
    "update": ("open", "waiting", "proposed", None, None),
    "waiting": ("waiting", None, None, None, None),
    "resume": (None, "open", None, None, None),
    "propose": ("proposed", "proposed", None, None, None),
    "agree": (None, None, "agreed", None, None),
    "reopen": (None, None, "open", "open", None),
    "register": ("open", "waiting", "proposed", None, None),
    "charge": ("open", "waiting", "proposed", "agreed", None),
    "merge": ("merged", "merged", "merged", None, None),
    "split": ("open", "waiting", "proposed", "agreed", None),
    "link": ("open", "waiting", "proposed", "agreed", None),
    "unlink": ("open", "waiting", "proposed", "agreed", None),
    "attach": ("open", "waiting", "proposed", None, None),
    "detach": ("open", "waiting", "proposed", None, None),
}
CASES = [
    (action, status, following)
    for action, row in TABLE.items()
    for status, following in zip(STATES, row, strict=True)
]


def test_every_action_is_in_the_table() -> None:
    assert set(ACTIONS) == set(LIFE) == set(TABLE)


@pytest.mark.parametrize(("action", "status", "following"), [case for case in CASES if case[2]])
def test_what_is_allowed_leads_to_the_state_of_the_table(
    action: Action, status: Status, following: Status
) -> None:
    assert possible(action, status)
    assert after(action, status, ticket=7) == following


@pytest.mark.parametrize(("action", "status", "following"), [case for case in CASES if not case[2]])
def test_a_refusal_names_the_ticket_its_state_and_what_is_possible(
    action: Action, status: Status, following: None
) -> None:
    assert not possible(action, status)
    with pytest.raises(Refused) as refused:
        after(action, status, ticket=7)
    text = str(refused.value)
    assert text.startswith(f"Ticket 7 is {status}: {action} is for tickets that are ")
    column = STATES.index(status)
    allowed = [name for name in ACTIONS if TABLE[name][column]]
    assert text.endswith(f"Possible now: {', '.join(allowed) or 'nothing'}.")
    assert following is None


@pytest.mark.parametrize(
    ("role", "refused"),
    [("reader", set(ACTIONS)), ("agent", {"merge"}), ("lead", set[Action]())],
)
def test_a_role_may_do_what_the_table_says(role: Role, refused: set[Action]) -> None:
    """Readers look, agents do what can be undone, and a merge cannot."""

    def forbidden(action: Action) -> bool:
        try:
            permit(action, role, who="engineer")
        except Forbidden:
            return True
        return False

    assert {action for action in ACTIONS if forbidden(action)} == refused


def test_a_role_that_is_not_enough_is_told_which_is() -> None:
    with pytest.raises(Forbidden, match="engineer is agent: merge needs the role lead"):
        permit("merge", "agent", who="engineer")


def test_a_merged_ticket_stays_merged() -> None:
    assert not any(possible(action, "merged") for action in ACTIONS)


@given(st.lists(st.sampled_from(ACTIONS), max_size=30))
def test_no_sequence_of_actions_leaves_the_table(actions: list[Action]) -> None:
    status: Status = "open"
    for action in actions:
        if possible(action, status):
            status = after(action, status, ticket=7)
        assert status in STATES


def test_every_state_is_reached_from_open() -> None:
    reached: set[Status] = {"open"}
    for _ in STATES:
        reached |= {
            after(action, status, ticket=7)
            for action, status in itertools.product(ACTIONS, reached)
            if possible(action, status)
        }
    assert reached == set(STATES)


CLOSED = datetime(2026, 11, 16, 12, tzinfo=UTC)
RULES = Lifecycle(reopen_within=Duration.parse("48 hours"))


@pytest.mark.parametrize(
    ("later", "over"),
    [(timedelta(0), False), (timedelta(hours=48), False), (timedelta(hours=48, microseconds=1), True)],
)
def test_a_ticket_opens_again_until_the_profiles_time_has_passed(later: timedelta, *, over: bool) -> None:
    assert closed_for_good(CLOSED, CLOSED + later, RULES, always()) is over


def test_one_that_never_closed_is_not_closed_for_good() -> None:
    assert not closed_for_good(None, CLOSED, RULES, always())
