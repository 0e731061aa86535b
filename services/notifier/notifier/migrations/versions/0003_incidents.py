"""Tickets of one incident have one page; the notifier knows which tickets still need somebody."""

from alembic import op

from dial2.migrate import run_script

revision = "0003"
down_revision = "0002"

CHANGES = """
ALTER TABLE notifier.tickets
    ADD COLUMN incident bigint,
    ADD COLUMN pages    boolean NOT NULL DEFAULT false, -- its severity, or its sender's claim, asks for a page
    ADD COLUMN closed   boolean NOT NULL DEFAULT false;
UPDATE notifier.tickets t SET pages = true
    WHERE EXISTS (SELECT FROM notifier.pages p WHERE p.ticket = t.ticket AND p.state <> 'closed');
CREATE INDEX tickets_of_incident ON notifier.tickets (incident) WHERE incident IS NOT NULL;
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
