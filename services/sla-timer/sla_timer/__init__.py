"""A ticket's clocks: warned, breached, met; each right to the second and explained by an event."""
