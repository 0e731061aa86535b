"""Tickets that have clocks, and the clocks."""

from alembic import op

from dial2.migrate import run_script, service_schema

revision = "0001"
down_revision = None

_CLOCKS = """
    CREATE TABLE sla_timer.tickets (
        ticket      bigint PRIMARY KEY,
        received_at timestamptz NOT NULL,
        silent      boolean NOT NULL,
        closed_at   timestamptz -- agreed; null while open
    );
    CREATE TABLE sla_timer.clocks (
        ticket     bigint NOT NULL REFERENCES sla_timer.tickets,
        clock      text NOT NULL CHECK (clock IN ('call_back', 'resolution', 'update')),
        severity   text NOT NULL CHECK (severity IN ('critical', 'major', 'low', 'no')),
        started_at timestamptz NOT NULL,
        deadline   timestamptz NOT NULL,
        warn_at    timestamptz NOT NULL,
        latest     timestamptz,
        warned     boolean NOT NULL,
        breached   boolean NOT NULL,
        ended      boolean NOT NULL,
        paused_at  timestamptz,
        pauses     json NOT NULL,
        next_due   timestamptz, -- when there is something to say; null: nothing more, or paused
        PRIMARY KEY (ticket, clock)
    ) WITH (fillfactor = 80);
    CREATE INDEX clocks_due ON sla_timer.clocks (next_due) WHERE next_due IS NOT NULL;
"""


def upgrade() -> None:
    run_script(op.get_bind(), service_schema("sla_timer") + _CLOCKS)
