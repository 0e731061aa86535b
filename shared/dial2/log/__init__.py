"""The append-only log: the truth that every service's tables can be rebuilt from."""
