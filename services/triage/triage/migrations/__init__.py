"""Schema `triage`."""
