"""dial2 watches itself: beats, what is ill, and an alarm that goes by a way of its own."""
