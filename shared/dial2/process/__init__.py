"""The process that runs services: logs, health, and an end that is designed."""

from dial2.process.run import run

__all__ = ["run"]
