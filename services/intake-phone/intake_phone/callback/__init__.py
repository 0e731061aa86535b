"""Clients called back: staff's telephone rings first, then the client's, both with our number."""
