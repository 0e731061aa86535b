"""How far each IMAP mailbox has been read, by whom; and by which door a mail came in."""

from alembic import op

from dial2.migrate import run_script

revision = "0002"
down_revision = "0001"

_MAILBOXES = """
    ALTER TABLE intake_email.mails
        ADD via       text NOT NULL DEFAULT 'smtp',
        ADD stored_at timestamptz NOT NULL DEFAULT dial2.now(); -- received_at may lie before, in a mailbox
    CREATE TABLE intake_email.mailboxes (
        name        text PRIMARY KEY,
        uidvalidity bigint NOT NULL DEFAULT 0, -- RFC 3501, 2.3.1.1: while it stays, so do the UIDs
        last_uid    bigint NOT NULL DEFAULT 0,
        holder      uuid NOT NULL,             -- the one process that reads it
        held_until  timestamptz NOT NULL       -- by the real clock, which tests do not move
    );
"""


def upgrade() -> None:
    run_script(op.get_bind(), _MAILBOXES)
