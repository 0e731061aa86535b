"""The control API under /sandbox and the page that drives it."""
