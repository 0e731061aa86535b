"""Interruptions of the service, and its maintenance."""

from alembic import op

from dial2.migrate import run_script

revision = "0005"
down_revision = "0004"

_OPERATIONS = """
    CREATE TABLE triage.interruptions (
        interruption       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        clients            text[] NOT NULL, -- none: all of them
        cause              text NOT NULL,
        begun_at           timestamptz NOT NULL,
        ended_at           timestamptz CHECK (ended_at >= begun_at),
        clients_connection boolean NOT NULL DEFAULT false,
        ticket             bigint NOT NULL REFERENCES triage.tickets
    );
    CREATE TABLE triage.maintenance (
        maintenance      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        state            text NOT NULL CHECK (state IN ('planned', 'cancelled', 'started', 'ended')),
        clients          text[] NOT NULL, -- none: all of them
        why              text NOT NULL,
        starts_at        timestamptz NOT NULL,
        ends_at          timestamptz NOT NULL CHECK (ends_at > starts_at),
        started_at       timestamptz,
        ended_at         timestamptz,
        critical_fix     boolean NOT NULL,
        within_allowance boolean NOT NULL
    );
    CREATE INDEX maintenance_ends ON triage.maintenance (ends_at);
"""


def upgrade() -> None:
    run_script(op.get_bind(), _OPERATIONS)
