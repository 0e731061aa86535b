"""How far a mail's sender is who it says: what nobody can vouch for lowers trust, and is never thrown away."""

from dial2.events.request import RequestReceived

_CONTRADICTED = ("fail", "permerror")  # DMARC says no, or the mail was written so that nobody can say


def doubt(request: RequestReceived) -> str | None:
    """Why the sender is only claimed; None where nothing speaks against it.

    A mail that fails a DMARC policy of quarantine or reject, or any DMARC policy where its sender would be a
    client. Our own signed token, where it brings one, holds all the same.
    """
    result = request.verdicts.get("dmarc", "none")
    policy = request.verdicts.get("policy", "none")
    if result not in _CONTRADICTED or (policy == "none" and request.client is None):
        return None
    domain = author(request).rpartition("@")[2]
    return f"DMARC of {domain}: {result} (policy {policy}), says {request.verdicts.get('by', 'nobody')}"


def author(request: RequestReceived) -> str:
    """The address that speaks for a request, which Reply-To cannot borrow; empty for a caller."""
    return request.author or request.contact.email or ""
