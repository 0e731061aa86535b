"""Whom tickets are from, calls back to them, and who waits for one."""

from alembic import op

from dial2.migrate import run_script

revision = "0005"
down_revision = "0004"

CHANGES = """
    CREATE TABLE intake_phone.contacts (
        ticket bigint PRIMARY KEY,
        number text, -- E.164
        client text,
        open   boolean NOT NULL DEFAULT true
    );
    INSERT INTO intake_phone.contacts (ticket, number, client, open)
    SELECT (o.payload ->> 'ticket')::bigint, o.payload -> 'contact' ->> 'number', o.payload ->> 'client',
        coalesce((SELECT last.type = 'ticket.reopened' FROM dial2.events last
                  WHERE last.stream = o.stream
                    AND last.type IN ('resolution.agreed', 'ticket.merged', 'ticket.reopened')
                  ORDER BY last.version DESC LIMIT 1), true)
    FROM dial2.events o
    WHERE o.type = 'ticket.opened' AND NOT coalesce((o.payload ->> 'silent')::boolean, false)
    ON CONFLICT DO NOTHING;
    CREATE INDEX contacts_by_number ON intake_phone.contacts (number, ticket) WHERE open;

    CREATE TABLE intake_phone.callbacks (
        id         uuid PRIMARY KEY,
        ticket     bigint NOT NULL,
        person     text NOT NULL,
        number     text NOT NULL, -- the client's
        client     text,
        state      text NOT NULL, -- see callback/attempt.py; moves forward only
        sid        text, -- the person's call, as the provider names it
        started_at timestamptz NOT NULL
    );
    CREATE UNIQUE INDEX callbacks_going_on ON intake_phone.callbacks (ticket)
        WHERE state NOT IN ('connected', 'failed');
    CREATE INDEX callbacks_of_ticket ON intake_phone.callbacks (ticket, started_at);

    CREATE TABLE intake_phone.wanted_callbacks (
        request  uuid PRIMARY KEY REFERENCES intake_phone.calls (request),
        asked_at timestamptz NOT NULL,
        due_at   timestamptz NOT NULL,
        told     boolean NOT NULL DEFAULT false -- that it is overdue
    );
    CREATE INDEX wanted_callbacks_due ON intake_phone.wanted_callbacks (due_at);
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
