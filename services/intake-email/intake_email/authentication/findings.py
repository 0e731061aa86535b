"""What was found out about a mail's origin, by us or by a relay that we trust."""

import msgspec

from intake_email.authentication.dmarc import Judgement


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """Results in the words of RFC 8601, 2.7, or `unknown` where it could not be looked into.

    `signed_by` are the domains whose DKIM signature held, `sent_by` the one that SPF passed for.
    """

    spf: str
    sent_by: str | None
    dkim: str
    signed_by: list[str]
    arc: str
    by: str
    dmarc: Judgement | None = None
