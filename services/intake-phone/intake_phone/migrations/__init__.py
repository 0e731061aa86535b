"""Schema `intake_phone`."""
