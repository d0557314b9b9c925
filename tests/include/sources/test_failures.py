"""What becomes of a failure that is kept until the end: it stays what it was, and says where."""

from datetime import datetime

import pytest

from include.errors import ClienteleError, UnreachableError
from include.landing.batches import Window
from include.landing.draft import Reading
from include.sources.failures import collected, raise_together

NIGHT = datetime(2025, 3, 10)


def kept(error: ClienteleError, part: str = "") -> ClienteleError:
    """Return what is raised in the end when a reading of a part raises an error."""
    window = Window(NIGHT, NIGHT, NIGHT)
    failures: list[ClienteleError] = []
    with collected(failures, None, Reading("shop", "orders", None, "UTC", window, "run", part)):
        raise error
    with pytest.raises(ClienteleError) as caught:
        raise_together(failures)
    return caught.value


def test_a_system_that_does_not_answer_is_still_known_as_one():
    assert type(kept(UnreachableError("nobody answers"))) is UnreachableError


@pytest.mark.parametrize(
    ("where", "part", "told"),
    [
        ("", "", "source shop, stream orders"),
        ("", "may.csv", "source shop, stream orders, file may.csv"),
        ("the header", "may.csv", "the header, file may.csv"),
        ("the header of may.csv", "may.csv", "the header of may.csv"),
        ("the header", "", "the header"),
    ],
)
def test_a_failure_says_where_it_happened_and_in_which_file(where, part, told):
    error = kept(ClienteleError("wrong", where=where, remedy="mend it"), part)

    assert str(error) == f"wrong ({told}). mend it"
