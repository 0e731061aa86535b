"""Schema `sla_timer`."""
