"""Contacts that take nothing until somebody acts, alarms about our own setup, tries after a carrier's failure."""

from alembic import op

from dial2.migrate import run_script

revision = "0008"
down_revision = "0007"

CHANGES = """
CREATE TABLE notifier.lost_contacts (
    channel     text NOT NULL CHECK (channel IN ('voice', 'sms')),
    destination text NOT NULL,
    person      text NOT NULL,
    code        text NOT NULL, -- the provider's
    since       timestamptz NOT NULL,
    PRIMARY KEY (channel, destination)
);
INSERT INTO notifier.lost_contacts (channel, destination, person, code, since)
    SELECT channel, destination, person, code, planned_at FROM (
        SELECT DISTINCT ON (channel, destination) channel, destination, person, code, planned_at
        FROM notifier.attempts
        WHERE kind IN ('page', 'word') AND state IN ('delivered', 'failed') AND channel <> 'email'
        ORDER BY channel, destination, planned_at DESC) AS last
    WHERE person IS NOT NULL AND code IN ('21610', '21614', '30006', '21211', '21214', '21217');

-- What the provider holds against our account or number, and when the desk was last told.
CREATE TABLE notifier.setup_alarms (
    code    text PRIMARY KEY,
    seen_at timestamptz NOT NULL,
    told_at timestamptz NOT NULL
);

ALTER TABLE notifier.attempts
    ADD COLUMN repeats smallint NOT NULL DEFAULT 0; -- how often the carrier had failed with the same before
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
