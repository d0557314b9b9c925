"""The warehouse keeper's PostgreSQL database: suppliers, purchases, and what lies in stock."""
