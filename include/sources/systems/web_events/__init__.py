"""A site's own events: a folder of files with one JSON object a line, perhaps compressed."""

from typing import Literal

from pydantic import Field

from include.company_sections import Section
from include.sources.streams import SystemStream

CONNECTION = ""


class STREAM(SystemStream):
    """Files of one shape; `path` is that of the files, as for a source of kind files."""

    path: str
    load: Literal["append"] = "append"


class Options(Section):
    """What company.yml may say of a site's events.

    A line of more than `max_line_bytes` is cut, and so is no JSON any more; a file that unpacks
    to more than `max_file_bytes` is refused.
    """

    max_line_bytes: int = Field(1_000_000, ge=1_000, le=10_000_000)
    max_file_bytes: int = Field(4_000_000_000, ge=1_000_000)
