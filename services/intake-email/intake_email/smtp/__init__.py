"""SMTP (RFC 5321) and LMTP (RFC 2033) as rules alone: lines in, replies out, no input or output."""
