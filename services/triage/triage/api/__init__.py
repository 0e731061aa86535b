"""Triage's HTTP: staff's API, and the page behind the links in a proposal."""
