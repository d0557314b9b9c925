"""The web shop's own PostgreSQL database: persons who buy, what they buy, and what they ask."""
