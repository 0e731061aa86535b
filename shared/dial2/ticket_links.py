"""Signed links in our mail with which a client answers a proposed resolution: the notifier writes, triage reads.

Opening a link changes nothing, because mail scanners open links: the page that it shows has a button, which POSTs.
"""

from typing import Literal

from dial2 import signed_token

Answer = Literal["agree", "reopen"]


def link(public_url: str, secret: str, answer: Answer, *, ticket: int, proposal: int) -> str:
    """`proposal` is which of the ticket's proposals is answered, as `resolution.proposed` counts them."""
    token = signed_token.sign(secret, f"ticket.{answer}", str(ticket), str(proposal))
    return f"{public_url.rstrip('/')}/ticket/{answer}/{token}"


def read(secret: str, answer: Answer, token: str) -> tuple[int, int] | None:
    """The ticket and the proposal of a token that `link` wrote for this answer; None for any other text."""
    parts = signed_token.verify(secret, f"ticket.{answer}", token)
    if parts is None:
        return None
    ticket, proposal = parts
    return int(ticket), int(proposal)
