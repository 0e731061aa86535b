"""Tickets, and which messages and people belong to them."""

from alembic import op

from dial2.migrate import run_script, service_schema

revision = "0001"
down_revision = None

_TICKETS = """
    CREATE SEQUENCE triage.ticket_number START 1001;
    CREATE TABLE triage.tickets (
        ticket      bigint PRIMARY KEY,
        request     text NOT NULL UNIQUE, -- one request never opens two tickets
        status      text NOT NULL CHECK (status IN ('open', 'waiting', 'proposed', 'agreed', 'merged')),
        severity    text NOT NULL CHECK (severity IN ('critical', 'major', 'low', 'no')),
        severity_by text NOT NULL, -- 'rules', 'caller', 'unheard' (nothing to read yet), or who of the staff
        category    text NOT NULL,
        channel     text NOT NULL,
        client      text,
        contact     json NOT NULL,
        subject     text NOT NULL,
        language    text NOT NULL,
        received_at timestamptz NOT NULL,
        missing     text[] NOT NULL,
        silent      boolean NOT NULL,
        called_back boolean NOT NULL DEFAULT false,
        proposal    integer, -- which proposal of the ticket stands, counted from 1
        answer_by   timestamptz, -- when it is agreed by default
        closed_at   timestamptz,
        merged_into bigint REFERENCES triage.tickets,
        CHECK ((status = 'proposed') = (answer_by IS NOT NULL)),
        CHECK ((status = 'merged') = (merged_into IS NOT NULL))
    );
    CREATE INDEX tickets_answer_due ON triage.tickets (answer_by) WHERE answer_by IS NOT NULL;
    CREATE INDEX tickets_open ON triage.tickets (received_at) WHERE status IN ('open', 'waiting', 'proposed');
    CREATE TABLE triage.messages (
        message_id text PRIMARY KEY,
        ticket     bigint NOT NULL REFERENCES triage.tickets
    );
    CREATE TABLE triage.participants (
        ticket  bigint NOT NULL REFERENCES triage.tickets,
        address text NOT NULL,
        PRIMARY KEY (ticket, address)
    );
"""


def upgrade() -> None:
    run_script(op.get_bind(), service_schema("triage") + _TICKETS)
