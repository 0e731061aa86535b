"""A server's own words say whether the address is at fault; the forms are known ones, the sentences made up."""

import pytest

from intake_email.reading.bounce import verdict

_OF_THE_ADDRESS = (
    "Address is unknown",
    "recipient is no longer active",
    "rcpt not known",
    "Invalid account at client.example",
    "mailbox is currently suspended",
    "user has been deleted",
    "e-mail account is temporarily disabled",
    "No one with that email address at client.example",
    "client.example doesn't handle mail for that user",
    "Unable to find alias user",
    "sorry, that domain or user isn't in my list of allowed recipients",
    "sorry, the envelope recipient has been denied here",
    "mail is not currently being accepted for this mailbox",
    "Administrative prohibition - unable to validate recipient",
    "RCPT of a non-existing person",
    "host name is unknown",
    "Destinatario errato",
    "Casilla ha expirado",
    "El usuario figura inactivo",
    "Indirizzo bloccato per inutilizzo",
    "Konto jest nieaktywne",
    "Le compte est fermé",
    "Wrong recipients",
    "all recipients are invalid",
    "the account's user status is locked",
    "account not activated yet",
    "<dispatch> is now disabled with this service",
    "user not a member of domain",
    "This account is not allowed...gone@client.example",
    "All recipient addresses rejected : Access denied. AS(7)",
    "unknown_user",
    "the_user_does_not_exist",
    "Mailbox_is_suspended_at_present",
    "recipient has never logged on to the free service",
    "user has not logged in for 200 days",
    "address is administratively disabled",
    "no longer our customer, closed account",
    "is not a recognised mail account",
    "nobody here, she does not have an email address",
    "this domain is not used for mail",
    "cannot resolve the IP address of the following domain: client.example",
)
_NOT_OF_THE_ADDRESS = (
    "Sender address is invalid, sender rejected",
    "Your address is unknown to our block list, spam",
    "Relaying denied for your account",
    "that domain isn't in my list of allowed rcpthosts",
    "Mailbox is full, account locked until it is emptied",
    "Message content rejected",
    "Too many hops",
    "not local host client.example, not a gateway",
    "destinatario desconocido o mailbox lleno",
    "Greylisted, unknown host, come back later",
)


@pytest.mark.parametrize("reply", _OF_THE_ADDRESS)
def test_a_reply_that_says_that_the_address_is_gone_is_permanent(reply: str) -> None:
    assert _verdict(reply).permanent


@pytest.mark.parametrize("reply", _NOT_OF_THE_ADDRESS)
def test_a_reply_that_blames_something_else_is_not(reply: str) -> None:
    assert not _verdict(reply).permanent


def _verdict(reply: str) -> verdict.Verdict:
    return verdict.of({"status": "5.0.0", "action": "failed", "diagnostic-code": f"smtp; 550 {reply}"}, "", "")
