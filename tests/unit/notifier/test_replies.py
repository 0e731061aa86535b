import pytest

from notifier.replies import Reply, read


@pytest.mark.parametrize("text", ["ack", "ACK", " ack ", "Ack.", "a", "4", "acknowledge"])
def test_a_bare_acknowledgement_means_the_newest_page(text: str) -> None:
    assert read(text) == Reply("acknowledge", None)


@pytest.mark.parametrize("text", ["ack 1042", "ACK #1042", "ack: 1042", "4 1042"])
def test_an_acknowledgement_may_name_its_ticket(text: str) -> None:
    assert read(text) == Reply("acknowledge", 1042)


@pytest.mark.parametrize("text", ["esc", "e", "5", "Escalate!"])
def test_a_page_can_be_passed_on(text: str) -> None:
    assert read(text) == Reply("pass-on", None)
    assert read("esc 1042") == Reply("pass-on", 1042)


@pytest.mark.parametrize("text", ["", "ok", "ack1042x", "attack", "not ack", "1042", "44", "ack 1042 1043"])
def test_nothing_else_is_taken_for_an_answer(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["ack all", "a all", "4 all", "ACK ALL.", "ack tous"])
def test_everything_can_be_acknowledged_at_once(text: str) -> None:
    assert read(text) == Reply("acknowledge", None, all=True)


@pytest.mark.parametrize("text", ["done", "d", "6", "Done."])
def test_a_ticket_can_be_said_to_be_resolved(text: str) -> None:
    assert read(text) == Reply("resolve", None)
    assert read("done 1042") == Reply("resolve", 1042)
