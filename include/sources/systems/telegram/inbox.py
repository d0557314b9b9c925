"""What was fetched and has not landed: kept on disk, since Telegram forgets what it confirmed."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from include.errors import ClienteleError

Update = dict[str, Any]


class Inbox:
    """A folder of pages, each a file that is whole and flushed before it bears its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: list[Path] = []

    def keep(self, updates: list[Update]) -> None:
        """Keep a page so that not even a power cut loses it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        first, last = updates[0]["update_id"], updates[-1]["update_id"]
        file = self._folder / f"{first:020d}-{last:020d}.json"
        unfinished = file.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as out:
            json.dump(updates, out)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
        self._flush_names()

    def pages(self) -> Iterator[list[Update]]:
        """Yield every page that is kept."""
        self._read = sorted(self._folder.glob("*.json"))
        for file in self._read:
            yield self._page(file)

    def settle(self) -> None:
        """Remove the pages that were read: they have landed."""
        for file in self._read:
            file.unlink(missing_ok=True)
        self._read = []

    def _page(self, file: Path) -> list[Update]:
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ClienteleError(
                "a kept page of updates cannot be read",
                where=str(file),
                remedy="Restore it from a backup, or remove it and lose its messages",
            ) from error

    def _flush_names(self) -> None:
        """Flush the folders: a file is safe only when its name is."""
        for folder in (self._folder, self._folder.parent):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
