"""Callers on hold, how far the pages for them are, and clients' open tickets."""

from alembic import op

from dial2.migrate import run_script

revision = "0002"
down_revision = "0001"

HOLD = """
    ALTER TABLE intake_phone.calls ADD COLUMN held_since timestamptz; -- only while the caller is on hold
    CREATE INDEX calls_on_hold ON intake_phone.calls (held_since) WHERE held_since IS NOT NULL;
    CREATE INDEX calls_of_ticket ON intake_phone.calls (ticket) WHERE ticket IS NOT NULL;

    CREATE TABLE intake_phone.pages (
        page            uuid PRIMARY KEY,
        ticket          bigint NOT NULL,
        level           integer NOT NULL DEFAULT 0,
        people          text[] NOT NULL DEFAULT '{}', -- whose turn it has been
        exhausted       boolean NOT NULL DEFAULT false,
        acknowledged_by text
    );
    CREATE INDEX pages_of_ticket ON intake_phone.pages (ticket, page);

    -- The tickets of one incident have one page.
    CREATE TABLE intake_phone.linked_tickets (
        ticket   bigint PRIMARY KEY,
        incident bigint NOT NULL
    );
    CREATE INDEX linked_tickets_of_incident ON intake_phone.linked_tickets (incident);

    CREATE TABLE intake_phone.open_tickets (
        ticket bigint PRIMARY KEY,
        client text NOT NULL,
        open   boolean NOT NULL DEFAULT true
    );
    CREATE INDEX open_tickets_of_client ON intake_phone.open_tickets (client, ticket) WHERE open;
"""


def upgrade() -> None:
    run_script(op.get_bind(), HOLD)
