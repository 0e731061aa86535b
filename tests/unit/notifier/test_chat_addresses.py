"""What is wrong with a chat address is said ahead, by a code, and never with the address."""

import sys

import pytest
from pydantic import SecretStr

from notifier.adapters.chat import Chats


def fault(address: str, name: str = "room") -> str | None:
    return Chats({"room": SecretStr(address)}).fault(name)


def test_an_address_that_apprise_knows_has_no_fault() -> None:
    assert fault("json://127.0.0.1/room") is None


@pytest.mark.parametrize("address", ["room", "nosuchservice://token", "slack://", ""])
def test_an_address_that_apprise_does_not_know_has(address: str) -> None:
    assert fault(address) == "chat-unusable"


def test_nor_is_there_one_for_a_name_that_was_not_given() -> None:
    assert fault("json://127.0.0.1/room", name="hall") == "chat-unknown"


def test_without_the_extra_every_address_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert fault("json://127.0.0.1/room") == "chat-not-installed"


def test_without_addresses_the_extra_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert Chats({}).fault("room") == "chat-unknown"
