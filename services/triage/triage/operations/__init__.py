"""The service itself: its interruptions, and the maintenance that clients are told of in advance."""
