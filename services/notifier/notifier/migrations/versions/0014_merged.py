"""Which ticket goes on for one that was merged: its news is for the requesters of both."""

from alembic import op

from dial2.migrate import run_script

revision = "0014"
down_revision = "0013"

CHANGES = """
    ALTER TABLE notifier.tickets ADD merged_into bigint;
    UPDATE notifier.tickets t SET merged_into = (m.payload ->> 'into')::bigint
    FROM dial2.events m WHERE m.type = 'ticket.merged' AND (m.payload ->> 'ticket')::bigint = t.ticket;
    CREATE INDEX tickets_merged ON notifier.tickets (merged_into) WHERE merged_into IS NOT NULL;
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
