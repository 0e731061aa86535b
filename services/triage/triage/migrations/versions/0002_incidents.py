"""Incidents, threads that tell what was received from what was only named, reopenings, and repeated commands."""

from alembic import op

from dial2.migrate import run_script

revision = "0002"
down_revision = "0001"

_INCIDENTS = """
    CREATE TABLE triage.incidents (
        incident  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        ticket    bigint NOT NULL REFERENCES triage.tickets, -- its first: later ones are compared with that
        category  text NOT NULL,
        client    text,
        affected  json NOT NULL,
        opened_at timestamptz NOT NULL, -- when its first ticket was received
        closed_at timestamptz
    );
    CREATE INDEX incidents_open ON triage.incidents (opened_at) WHERE closed_at IS NULL;
    ALTER TABLE triage.tickets
        ADD incident bigint REFERENCES triage.incidents,
        ADD affected json NOT NULL DEFAULT '{}',
        ADD version  integer NOT NULL DEFAULT 1; -- rises with every change: a command may ask for it
    CREATE INDEX tickets_of_incident ON triage.tickets (incident) WHERE incident IS NOT NULL;

    -- A message that was only named by others is an ancestor that two mails may share.
    ALTER TABLE triage.messages ADD received boolean NOT NULL DEFAULT true;

    CREATE TABLE triage.reopenings ( -- by mail
        ticket   bigint NOT NULL REFERENCES triage.tickets,
        at       timestamptz NOT NULL,
        withheld boolean NOT NULL -- once too often: staff was told
    );
    CREATE INDEX reopenings_of_ticket ON triage.reopenings (ticket, at);

    CREATE TABLE triage.relations ( -- two tickets that staff says have to do with each other
        lesser  bigint NOT NULL REFERENCES triage.tickets,
        greater bigint NOT NULL REFERENCES triage.tickets,
        PRIMARY KEY (lesser, greater),
        CHECK (lesser < greater)
    );

    CREATE TABLE triage.done_commands ( -- so that a command sent again is answered, and not done again
        staff   text NOT NULL,
        key     text NOT NULL,
        digest  bytea NOT NULL, -- of what was asked
        answer  json NOT NULL,
        done_at timestamptz NOT NULL,
        PRIMARY KEY (staff, key)
    );
    CREATE INDEX done_commands_by_age ON triage.done_commands (done_at);
"""


def upgrade() -> None:
    run_script(op.get_bind(), _INCIDENTS)
