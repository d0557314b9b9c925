"""A company that does not exist, and the servers it uses; only the demo, tests and bench use it."""
