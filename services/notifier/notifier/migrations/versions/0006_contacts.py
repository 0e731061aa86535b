"""Contacts that were tried out by a code."""

from alembic import op

from dial2.migrate import run_script

revision = "0006"
down_revision = "0005"

TABLES = """
-- A contact that changes in the roster is not verified any more: the destination is part of the fact.
CREATE TABLE notifier.verified_contacts (
    person      text NOT NULL,
    channel     text NOT NULL CHECK (channel IN ('voice', 'sms', 'email')),
    destination text NOT NULL,
    verified_at timestamptz NOT NULL,
    PRIMARY KEY (person, channel)
);

-- The code that is out for a contact; a new one takes its place.
CREATE TABLE notifier.verifications (
    person      text NOT NULL,
    channel     text NOT NULL CHECK (channel IN ('voice', 'sms', 'email')),
    destination text NOT NULL,
    code        text NOT NULL,
    sent_at     timestamptz NOT NULL,
    wrong       integer NOT NULL DEFAULT 0, -- how often another code was given
    PRIMARY KEY (person, channel)
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), TABLES)
