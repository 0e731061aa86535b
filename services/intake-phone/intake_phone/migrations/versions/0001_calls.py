"""Calls, what was answered about them, recordings and texts."""

from alembic import op

from dial2.migrate import run_script, service_schema

revision = "0001"
down_revision = None

CALLS = """
    CREATE TABLE intake_phone.calls (
        sid          text PRIMARY KEY, -- the provider's
        request      uuid NOT NULL UNIQUE, -- named at once, in the log once `requested`
        caller       text, -- null: withheld
        called       text NOT NULL,
        client       text,
        started_at   timestamptz NOT NULL,
        requested    boolean NOT NULL DEFAULT false,
        ticket       bigint,
        state        text NOT NULL, -- where the flow stands, JSON
        status       text NOT NULL, -- the provider's word; moves forward only
        accepted_by  text,
        accepted_leg text,
        accepted_at  timestamptz,
        connected    boolean NOT NULL DEFAULT false
    );
    CREATE INDEX calls_to_confirm ON intake_phone.calls (accepted_at)
        WHERE accepted_at IS NOT NULL AND NOT connected;

    -- A webhook that comes twice gets the same document and changes nothing.
    CREATE TABLE intake_phone.webhook_answers (
        call     text NOT NULL, -- the call that the webhook is about: the caller's or a called person's
        step     text NOT NULL,
        turn     integer NOT NULL,
        document text NOT NULL,
        PRIMARY KEY (call, step, turn)
    );

    CREATE TABLE intake_phone.recordings (
        sid         text PRIMARY KEY,
        call        text NOT NULL REFERENCES intake_phone.calls,
        transcribed boolean NOT NULL DEFAULT false
    );

    CREATE TABLE intake_phone.texts (
        sid text PRIMARY KEY
    );

    -- Up to when the provider's lists are known to hold nothing that we missed; its times, not ours.
    CREATE TABLE intake_phone.checkpoints (
        list text PRIMARY KEY,
        at   timestamptz NOT NULL
    );
"""


def upgrade() -> None:
    run_script(op.get_bind(), service_schema("intake_phone") + CALLS)
