"""Clocks under a contract that changes, and a due row found by how severe it is."""

from alembic import op

from dial2.migrate import run_script

revision = "0002"
down_revision = "0001"

_TERMS = """
    ALTER TABLE sla_timer.tickets
        ADD severity       text CHECK (severity IN ('critical', 'major', 'low', 'no')), -- null: none assigned yet
        ADD called_back_at timestamptz,
        ADD updated_at     timestamptz, -- the last update that was given
        ADD terms          text NOT NULL DEFAULT ''; -- a digest of the contract that its clocks follow
    UPDATE sla_timer.tickets t SET severity = c.severity FROM sla_timer.clocks c WHERE c.ticket = t.ticket;
    CREATE INDEX tickets_terms ON sla_timer.tickets (terms) WHERE closed_at IS NULL;
    CREATE INDEX tickets_received ON sla_timer.tickets (received_at);

    CREATE INDEX clocks_due_by_severity ON sla_timer.clocks (severity, next_due) WHERE next_due IS NOT NULL;
    DROP INDEX sla_timer.clocks_due;
"""


def upgrade() -> None:
    run_script(op.get_bind(), _TERMS)
