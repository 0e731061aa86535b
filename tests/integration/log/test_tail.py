"""The tail gives every event once, in the order of transactions as numbers."""

from dial2.database import Database
from dial2.events.ticket import TicketMerged
from dial2.log.read import Checkpoint, tail
from tests.servers import postgres


async def test_no_event_is_skipped_where_transaction_numbers_grow_a_digit(database: postgres.Database) -> None:
    log = Database(database.url, size=2)
    async with log.connection() as connection:
        number = int(await connection.fetchval("SELECT pg_current_xact_id()::text"))
        await connection.execute(_burn(10 ** len(str(number)) - number - 6))
    for ticket in range(1, 13):
        async with log.work("triage") as work:
            work.append(f"ticket:{ticket}", TicketMerged(ticket=ticket, into=99, by="the dispatcher"))
    streams: list[str] = []
    checkpoint = Checkpoint(0, 0)
    async with log.connection() as connection:
        while (read := await tail(connection, checkpoint, limit=5)).events:
            streams += [event.stream for event in read.events]
            checkpoint = read.checkpoint
    await log.close()
    assert streams == [f"ticket:{ticket}" for ticket in range(1, 13)]


def _burn(count: int) -> str:
    """Use up transaction numbers: each subtransaction that writes takes one."""
    return f"""
        CREATE TEMP TABLE burnt (n integer);
        DO $$ BEGIN
            FOR n IN 1..{count} LOOP
                BEGIN INSERT INTO burnt VALUES (n); EXCEPTION WHEN division_by_zero THEN NULL; END;
            END LOOP;
        END $$"""  # noqa: S608 - a number
