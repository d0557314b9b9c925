"""Great Expectations, imported without the libraries of expectations that nobody here asks.

It imports scipy's statistics and altair for two of its expectations: 80 MB, and a third of the time
that the import takes.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import ModuleType

_RARELY_ASKED = ("altair", "scipy.stats")


@cache
def great_expectations() -> ModuleType:
    """Import Great Expectations, on first use, and return it."""
    # importing it tells a hundred lines that concern nobody
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    with deferred(_RARELY_ASKED):
        return import_module("great_expectations")


class _Deferred(ModuleType):
    """Stands for a library, and imports it as soon as anything is asked of it."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextmanager
def deferred(names: tuple[str, ...]) -> Iterator[None]:
    """Let what is imported within hold these libraries by name only; nobody after is concerned."""
    stand_ins = {name: _Deferred(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
