"""Looking names up at a server that answers, refuses or is silent."""

import asyncio
from collections.abc import AsyncIterator

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
import pytest_asyncio

from intake_email.adapters.dns import Dns, NoDns
from intake_email.authentication.resolver import Unanswered

RECORDS = {
    ("example.com.", "TXT"): ['"v=spf1 " "-all"', '"other"'],
    ("example.com.", "MX"): ["20 mx2.example.com.", "10 mx1.example.com."],
    ("example.com.", "A"): ["192.0.2.1"],
    ("example.com.", "AAAA"): ["2001:db8::1"],
    ("1.2.0.192.in-addr.arpa.", "PTR"): ["mail.example.com."],
    (".", "NS"): ["a.root."],
}


class Server(asyncio.DatagramProtocol):
    """Answers from `RECORDS`; what lies under `refused` is refused, under `silent` not answered."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.port = 0
        self.silent = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.DatagramTransport = transport  # type: ignore[assignment]  # a datagram endpoint's is one

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = question.name.to_text(), question.to_text().rpartition(" ")[2]
        self.asked.append(f"{name} {kind}")
        if self.silent or "silent" in name:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if "refused" in name:
            answer.set_rcode(dns.rcode.REFUSED)
        elif found := RECORDS.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(name, 300, "IN", kind, *found))
        elif not name.startswith("example.com"):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), addr)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    transport, server = await asyncio.get_running_loop().create_datagram_endpoint(
        Server, local_addr=("127.0.0.1", 0)
    )
    server.port = transport.get_extra_info("sockname")[1]
    yield server
    transport.close()


@pytest.fixture
def resolver(server: Server) -> Dns:
    return Dns(["127.0.0.1"], port=server.port, seconds=0.2)


async def test_each_kind_of_record_is_read(resolver: Dns) -> None:
    assert sorted(await resolver.look_up("example.com", "TXT")) == ["other", "v=spf1 -all"]
    assert await resolver.look_up("example.com", "MX") == ["mx1.example.com", "mx2.example.com"]
    assert await resolver.look_up("example.com", "A") == ["192.0.2.1"]
    assert await resolver.look_up("example.com", "AAAA") == ["2001:db8::1"]
    assert await resolver.look_up("1.2.0.192.in-addr.arpa", "PTR") == ["mail.example.com"]


async def test_what_is_not_there_is_empty(resolver: Dns) -> None:
    assert await resolver.look_up("example.com", "PTR") == []
    assert await resolver.look_up("nowhere.example", "TXT") == []
    assert await resolver.look_up("a..b", "TXT") == []
    assert await resolver.look_up("x" * 64 + ".example", "TXT") == []


async def test_an_answer_is_kept(resolver: Dns, server: Server) -> None:
    for _ in range(3):
        await resolver.look_up("example.com", "TXT")
    assert server.asked == ["example.com. TXT"]


@pytest.mark.parametrize("name", ["refused.example", "silent.example"])
async def test_no_answer_is_said(resolver: Dns, name: str) -> None:
    with pytest.raises(Unanswered):
        await resolver.look_up(name, "TXT")


async def test_dead_names_do_not_stop_the_others(resolver: Dns) -> None:
    for number in range(4):
        with pytest.raises(Unanswered):
            await resolver.look_up(f"silent{number}.example", "TXT")
    assert await resolver.look_up("example.com", "A") == ["192.0.2.1"]


async def test_a_dead_server_is_left_alone_for_a_while(resolver: Dns, server: Server) -> None:
    server.silent = True
    for number in range(3):
        with pytest.raises(Unanswered):
            await resolver.look_up(f"name{number}.example", "TXT")
    server.silent = False
    server.asked.clear()
    with pytest.raises(Unanswered, match="has not answered"):
        await resolver.look_up("example.com", "A")
    assert server.asked == []


async def test_a_site_may_look_nothing_up() -> None:
    with pytest.raises(Unanswered, match="DIAL2_MAIL_DNS is none"):
        await NoDns().look_up("example.com", "A")
