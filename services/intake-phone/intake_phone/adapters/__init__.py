"""Edges: Postgres, the provider's API, webhooks."""
