"""Mails accepted, and whether they have been read yet."""

from alembic import op

from dial2.migrate import run_script, service_schema

revision = "0001"
down_revision = None

_MAILS = """
    CREATE TABLE intake_email.mails (
        request       uuid PRIMARY KEY,
        dedup_key     bytea NOT NULL UNIQUE,
        sha256        bytea NOT NULL,
        envelope_from text NOT NULL, -- empty: the null return path
        envelope_to   text[] NOT NULL,
        received_at   timestamptz NOT NULL,
        read_at       timestamptz
    );
    CREATE INDEX mails_unread ON intake_email.mails (request) WHERE read_at IS NULL;
"""


def upgrade() -> None:
    run_script(op.get_bind(), service_schema("intake_email") + _MAILS)
