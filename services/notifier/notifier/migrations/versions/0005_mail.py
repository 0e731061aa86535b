"""Mails known by their Message-ID, addresses that refuse mail, and who has been told of a limit."""

from alembic import op

from dial2.migrate import run_script

revision = "0005"
down_revision = "0004"

CHANGES = """
ALTER TABLE notifier.attempts ADD message_id text; -- of a mail; every try of it has the same
CREATE INDEX attempts_by_message_id ON notifier.attempts (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX notices_to ON notifier.attempts (destination, planned_at) WHERE kind = 'notice' AND try = 1;

-- Addresses in lower case.
CREATE TABLE notifier.unreachable (
    address text PRIMARY KEY,
    since   timestamptz NOT NULL,
    status  text -- RFC 3463, as reported
);
CREATE TABLE notifier.limited (
    address text PRIMARY KEY,
    told_at timestamptz NOT NULL -- staff, that it has had as many notices as it may get
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
