from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from dial2_sandbox.changes import Changes
from dial2_sandbox.exchange.calls import FINAL, Call, Status
from dial2_sandbox.handset.line import Line

ORDER = ["queued", "initiated", "ringing", "in-progress"]


def call() -> Call:
    line = Line(sid="CA1", number="+15145550111", other="+15145550100", incoming=True, changes=Changes())
    return Call(
        account_sid="AC1", from_=line.other, to=line.number, direction="outbound-api", line=line, sid="CA1"
    )


@given(st.lists(st.sampled_from(get_args(Status))))
def test_a_status_only_moves_forward_and_a_final_one_stays(wishes: list[Status]) -> None:
    subject = call()
    seen: list[Status] = [subject.status]
    for wish in wishes:
        if subject.may_become(wish):
            subject.status = wish
            seen.append(wish)

    steps = [ORDER.index(status) for status in seen if status in ORDER]
    assert steps == sorted(set(steps))
    assert all(status not in FINAL for status in seen[:-1])


@given(st.sampled_from(get_args(Status)))
def test_each_status_is_told_by_the_event_that_is_documented(status: Status) -> None:
    subject = call()
    subject.status = status

    told = {"in-progress": "answered", "initiated": "initiated", "ringing": "ringing", "queued": "queued"}
    assert subject.event() == told.get(status, "completed")
