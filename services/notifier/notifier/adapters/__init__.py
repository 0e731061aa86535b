"""The edges: SQL, Twilio, SMTP."""
