"""What a person is told: an error, and what is none."""

from include.errors import ClienteleError, Note


def test_a_note_is_told_as_an_error_is_and_cannot_be_raised():
    said = {"where": "company.yml", "remedy": "Mend it"}
    note, error = Note("odd", **said), ClienteleError("odd", **said)

    assert str(note) == str(error) == "odd (company.yml). Mend it"
    assert not isinstance(note, Exception)


def test_the_place_of_many_mistakes_stands_above_them_and_the_remedy_below():
    error = ClienteleError("2 wrong:\n  a: odd\n  b: odd", where="company.yml", remedy="Mend them")

    assert str(error) == "2 wrong (company.yml):\n  a: odd\n  b: odd\nMend them"
