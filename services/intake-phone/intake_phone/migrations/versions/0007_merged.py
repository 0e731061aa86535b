"""Which ticket goes on for one that was merged: whoever calls or texts about the one means the other."""

from alembic import op

from dial2.migrate import run_script

revision = "0007"
down_revision = "0006"

CHANGES = """
    ALTER TABLE intake_phone.contacts ADD merged_into bigint;
    UPDATE intake_phone.contacts c SET merged_into = (m.payload ->> 'into')::bigint
    FROM dial2.events m WHERE m.type = 'ticket.merged' AND (m.payload ->> 'ticket')::bigint = c.ticket;
    CREATE INDEX contacts_merged ON intake_phone.contacts (number) WHERE merged_into IS NOT NULL;
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
