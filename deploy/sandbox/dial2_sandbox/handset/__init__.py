"""Telephones and the people who hold them."""
