"""The servers of the demo: real ones, on loopback, filled, read back and stopped."""

import json
import shutil
import smtplib
import time
from email.message import EmailMessage

import psutil
import psycopg
import pytest

from include.errors import ClienteleError
from sandbox import processes
from sandbox.mailbox import HOST, start_mailbox
from sandbox.postgres import make_database, start_postgres, stop_postgres
from sandbox.servers import COMPANY, is_home, make_home


def test_a_server_can_be_stopped_thrown_away_and_started_again(server_folder):
    folder = server_folder / "postgres"
    start_postgres(folder)
    stop_postgres(folder)
    shutil.rmtree(folder)

    server = start_postgres(folder)

    with psycopg.connect(server.get_uri()) as database:
        assert database.execute("select 1").fetchone() == (1,)
    stop_postgres(folder)


def test_a_second_database_is_made_once(postgres):
    first = make_database(postgres, "second")

    assert make_database(postgres, "second") == first


def test_the_mailbox_keeps_each_mail_as_a_file(tmp_path):
    mailbox = start_mailbox(tmp_path / "mails", port=processes.free_ports(1)[0])
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Привіт", "a@vesna.example", "b@vesna.example"
    mail.set_content("good day")

    with smtplib.SMTP(HOST, mailbox.port) as client:
        client.send_message(mail)
        client.send_message(mail)
    mailbox.stop()

    kept = sorted(file.name for file in (tmp_path / "mails").iterdir())
    assert kept == ["001-b@vesna.example.eml", "002-b@vesna.example.eml"]
    assert b"good day" in (tmp_path / "mails" / kept[0]).read_bytes()


def test_stopping_ends_also_what_has_left_the_process_group(tmp_path):
    script = "import os, time; os.fork() or os.setpgid(0, 0); time.sleep(600)"
    processes.start("sleeper", ["python", "-c", script], {"COLOUR": "blue"}, tmp_path)
    pid = json.loads((tmp_path / "sleeper.json").read_text())["pid"]
    family = _family_of_two(pid)

    processes.stop("sleeper", tmp_path)

    assert not any(_lives(process) for process in family)
    assert not processes.is_running("sleeper", tmp_path)


def test_a_process_number_that_went_to_a_stranger_is_left_alone(tmp_path):
    processes.start("sleeper", ["sleep", "600"], {}, tmp_path)
    note = json.loads((tmp_path / "sleeper.json").read_text())
    (tmp_path / "old.json").write_text(json.dumps({**note, "born": note["born"] - 60}))

    processes.stop("old", tmp_path)

    assert processes.is_running("sleeper", tmp_path)
    processes.stop("sleeper", tmp_path)


def test_the_demo_replaces_its_own_home(tmp_path):
    make_home(tmp_path / "home", "XS")
    (tmp_path / "home" / "leftover").touch()

    make_home(tmp_path / "home", "XS")

    assert is_home(tmp_path / "home")
    assert (tmp_path / "home" / COMPANY.name).exists()
    assert not (tmp_path / "home" / "leftover").exists()


def test_the_demo_refuses_a_folder_that_holds_anything_else(tmp_path):
    (tmp_path / "real data").touch()

    with pytest.raises(ClienteleError, match="folder of its own"):
        make_home(tmp_path)

    assert (tmp_path / "real data").exists()


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def _family_of_two(pid: int) -> list[psutil.Process]:
    for _ in range(100):
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        if len(family) == 2:
            return family
        time.sleep(0.05)
    raise AssertionError(f"{pid} has no child")
