"""What the relays before us wrote into a mail: where it came from, and what they found out (RFC 8601).

Whoever sends a mail can write the same fields below. Believed are only those from the top down to where the mail
was handed to the outermost relay of ours.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from ipaddress import ip_address
from typing import get_args

import msgspec

from dial2.dkim.message import Field, Message
from intake_email.authentication.dmarc import Judgement, Policy
from intake_email.authentication.findings import Findings
from intake_email.authentication.spf_record import Ip

_COMMENT = re.compile(r"\([^()]*\)")
_FROM = re.compile(r"\s*from\s+(?P<helo>[^\s()]+)(?P<rest>.*?)(?:\sby\s|\Z)", re.IGNORECASE | re.DOTALL)
_IP = re.compile(r"\[(?:IPv6:)?([0-9a-f.:]{2,45})\]", re.IGNORECASE)
_RESULT = re.compile(r"\s*(?P<method>[a-z-]+)(?:\s*/\s*\d+)?\s*=\s*(?P<result>[a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"(?P<name>[a-z-]+\.[a-z-]+)\s*=\s*\"?(?P<value>[^\s;\"]+)", re.IGNORECASE)
_POLICY = re.compile(
    r"\b(?:p|policy\.dmarc|policy\.published-domain-policy)\s*=\s*(none|quarantine|reject)\b", re.IGNORECASE
)
_POLICIES: dict[str, Policy] = {policy: policy for policy in get_args(Policy)}


class Handover(msgspec.Struct, frozen=True):
    """Who gave the mail to the outermost relay of ours, and how it named itself."""

    ip: Ip
    helo: str


def handover(message: Message, peer: Handover | None, is_relay: Callable[[Ip], bool]) -> Handover | None:
    """From the peer (None: a mailbox) outwards, past our own relays; None where they do not say."""
    if peer is not None and not is_relay(peer.ip):
        return peer
    hops = filter(None, map(_hop, message.all("received")))
    return next((hop for hop in hops if not is_relay(hop.ip)), None)


def stated(message: Message, trusted: Collection[str], is_relay: Callable[[Ip], bool]) -> Findings | None:
    """What a trusted relay says of the mail, by its authserv-id; None where none does."""
    statements: list[str] = []
    by = ""
    for field in _our_trace(message, is_relay):
        if field.name == "authentication-results":
            name, *said = _statements(field.value.decode("utf-8", "replace"))
            authority = (_COMMENT.sub(" ", name).split() or [""])[0].lower()
            if authority in trusted and authority == (by or authority):
                by = authority
                statements += said
    return _findings(by, statements) if by else None


def _our_trace(message: Message, is_relay: Callable[[Ip], bool]) -> Iterator[Field]:
    """The fields from the top to the next hop below the one at which the mail came from outside."""
    outside = False
    for field in message.fields:
        if field.name == "received":
            if outside:
                return
            hop = _hop(field)
            outside = hop is not None and not is_relay(hop.ip)
        yield field


def _hop(field: Field) -> Handover | None:
    """None from one program of a relay to another."""
    found = _FROM.match(field.value.decode("latin-1"))
    address = _IP.search(found["rest"]) or _IP.fullmatch(found["helo"]) if found else None
    if found is None or address is None:
        return None
    try:
        return Handover(ip_address(address[1]), found["helo"].strip("[]"))
    except ValueError:
        return None


def _findings(by: str, statements: Iterable[str]) -> Findings:
    """The first word about each method; any signature that holds counts."""
    results: dict[str, str] = {}
    dmarc: Judgement | None = None
    sent_by: str | None = None
    signed_by: list[str] = []
    for statement in statements:
        plain = _COMMENT.sub(" ", statement)
        found = _RESULT.match(plain)
        if found is None:
            continue
        method, result = found["method"].lower(), found["result"].lower()
        properties = {one["name"].lower(): one["value"].lower() for one in _PROPERTY.finditer(plain)}
        if method == "dkim" and result == "pass":
            results[method] = result
            signed_by.append(properties.get("header.d") or properties.get("header.i", "").rpartition("@")[2])
        elif method not in results:
            results[method] = result
            if method == "spf" and result == "pass":
                sent_by = (properties.get("smtp.mailfrom") or properties.get("smtp.helo", "")).rpartition("@")[2]
            elif method == "dmarc":
                dmarc = _judgement(result, statement)
    return Findings(
        spf=results.get("spf", "none"),
        sent_by=sent_by or None,
        dkim=results.get("dkim", "none"),
        signed_by=[domain for domain in signed_by if domain],
        arc=results.get("arc", "none"),
        by=by,
        dmarc=dmarc,
    )


def _judgement(result: str, statement: str) -> Judgement | None:
    found = _POLICY.search(statement)
    policy = _POLICIES[found[1].lower()] if found else None
    judged: dict[str, Judgement] = {
        "pass": Judgement("pass", policy),
        "bestguesspass": Judgement("none"),
        "fail": Judgement("fail", policy),
        "none": Judgement("none"),
    }
    return judged.get(result)


def _statements(written: str) -> list[str]:
    """Who says it, and what; a comment may hold semicolons, too."""
    return _COMMENT.sub(lambda comment: comment[0].replace(";", ","), written).split(";")
