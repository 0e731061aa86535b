"""Schema `intake_email`."""
