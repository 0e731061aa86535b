"""The after-hours service that some clients buy: what counts as a request for it, and what it costs."""
