"""Real servers for tests, started for the run and stopped after it: PostgreSQL and RabbitMQ."""
