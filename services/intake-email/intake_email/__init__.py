"""SMTP in: a mail is committed before it is acknowledged, and becomes a request."""
