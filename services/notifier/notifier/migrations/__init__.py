"""Schema `notifier`."""
