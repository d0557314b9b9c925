"""JSON in plain ASCII, as some vendors write it: half a character can be written, too."""

import json
from typing import Any

from starlette.responses import JSONResponse


class AsciiJson(JSONResponse):
    """An answer in which every character beyond ASCII is escaped."""

    def render(self, content: Any) -> bytes:
        """Return the body."""
        return json.dumps(content).encode()
