"""The `dial2` command; services and the sandbox add their own by entry points."""
