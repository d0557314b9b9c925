"""The archive of a batch is a stranger's: it may lie, explode, or be cut short."""

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from include.errors import ClienteleError
from include.sources.systems.mailchimp import archive
from include.sources.systems.mailchimp.archive import answers_in


def packed(folder: Path, files: dict[str, bytes]) -> Path:
    """Write a tar.gz of these files and return it."""
    place = folder / "archive.tar.gz"
    with tarfile.open(place, "w:gz") as made:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    return place


def answer(number: int, text: str = "{}") -> dict:
    return {"status_code": 200, "operation_id": str(number), "response": text}


def test_answers_come_from_every_file_whatever_its_name_and_none_is_written(tmp_path):
    files = {
        "../../escaped.json": json.dumps([answer(1)]).encode(),
        "/etc/passwd": json.dumps([answer(2)]).encode(),
        "empty.json": b"[]",
        "nothing": b"",
    }
    there_before = set(tmp_path.parent.iterdir())

    found = [each["operation_id"] for each in answers_in(packed(tmp_path, files))]

    assert found == ["1", "2"]
    assert {file.name for file in tmp_path.iterdir()} == {"archive.tar.gz"}
    assert set(tmp_path.parent.iterdir()) == there_before


def test_an_answer_may_lie_across_the_pieces_it_is_read_in(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_PIECE", 7)
    said = [answer(number, json.dumps({"name": 'Ї" ]}, {['})) for number in range(20)]
    content = json.dumps(said, ensure_ascii=False).encode()

    assert list(answers_in(packed(tmp_path, {"a.json": content}))) == said


def test_links_and_folders_are_passed_over(tmp_path):
    place = tmp_path / "archive.tar.gz"
    with tarfile.open(place, "w:gz") as made:
        link = tarfile.TarInfo("a.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made.addfile(link)
        content = json.dumps([answer(1)]).encode()
        entry = tarfile.TarInfo("long/" * 40 + "b.json")
        entry.size = len(content)
        made.addfile(entry, io.BytesIO(content))

    assert [each["operation_id"] for each in answers_in(place)] == ["1"]


def test_an_archive_that_explodes_is_left_off_long_before_its_end(tmp_path, monkeypatch):
    place = packed(tmp_path, {"bomb.json": b"[" + b" " * (8 * 2**20) + b"]"})

    monkeypatch.setattr(archive, "MOST_TIMES", 100)
    with pytest.raises(ClienteleError, match="more than it may"):
        list(answers_in(place))


def test_one_endless_answer_is_not_gathered_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_ANSWER", 2**20)
    content = b'[{"response": "' + bytes(range(97, 123)) * (2**17)

    with pytest.raises(ClienteleError, match="too long"):
        list(answers_in(packed(tmp_path, {"a.json": content})))


def test_too_many_files_are_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 3)

    with pytest.raises(ClienteleError, match="more than 3 files"):
        list(answers_in(packed(tmp_path, {str(number): b"[]" for number in range(5)})))


@pytest.mark.parametrize(
    "content",
    [b"no gzip at all", gzip.compress(b"x" * 600), gzip.compress(b"x" * 5000)[:-30]],
    ids=["no gzip", "no tar", "cut"],
)
def test_what_is_no_archive_is_told_of(tmp_path, content):
    place = tmp_path / "archive.tar.gz"
    place.write_bytes(content)

    with pytest.raises(ClienteleError, match="damaged"):
        list(answers_in(place))


@pytest.mark.parametrize("text", ['[{"response": "cut', "[" * 100_000 + "{" * 100_000, "<html>"])
def test_a_file_that_is_no_json_is_told_of(tmp_path, text):
    with pytest.raises(ClienteleError, match=r"damaged|cut short"):
        list(answers_in(packed(tmp_path, {"a.json": text.encode()})))
