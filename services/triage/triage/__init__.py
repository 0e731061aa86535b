"""A request becomes a ticket with a severity; the ticket's life."""
