"""The systems that the company uses, one package a system, all of one shape.

`fill.py` has `fill(where, world, moment)`: it brings a system to what it held at a moment, naive
UTC, and may be called again for a later one. What `where` is says of which kind the system is:

- a database of PostgreSQL: `shop`, `erp` (a schema and a query for each table), `asterisk`;
- a folder: `drops`, `web_events`;
- a `State`, for what answers on loopback: `state.py` has `State`, what the system holds, and the
  acts by which that changes; `server.py` has `Server(state)`, which answers as the vendor
  documents, with `faults` (the app to serve, behind a plan of what goes wrong) and `connection`
  (how a reader is let in); `errors.py` has `ERROR_BODIES`, how the vendor refuses. `imap` alone
  starts its server itself: it is a real one, and speaks no HTTP.
"""

from datetime import datetime

NEVER = datetime.fromisoformat("1970-01-01")
"""Until when a system is filled that never was."""
