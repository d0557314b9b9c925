"""How an API is spoken to: an address that is allowed, a client that waits, and a clock."""
