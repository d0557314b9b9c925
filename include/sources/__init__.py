"""The systems we read: what they may serve, how a mapping names it, and one module a kind."""
