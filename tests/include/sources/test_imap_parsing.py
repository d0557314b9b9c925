"""Mails as they come: wrong charsets, broken headers, traps; what a reader would see is kept."""

import time
from email.message import EmailMessage

import pytest

from include.sources.systems.imap.parsing import LONGEST_TEXT, MOST_PARTS, parsed
from include.sources.systems.imap.text import text_of_html


def told(raw: bytes | str, charset: str = "utf-8") -> dict:
    content = raw.encode() if isinstance(raw, str) else raw
    return parsed(content.replace(b"\n", b"\r\n"), charset)


@pytest.mark.parametrize(
    ("label", "content"),
    [
        ("windows-1251", "Привет".encode("cp1251")),
        ("koi8-r", "Привет".encode("koi8-r")),
        ("utf-8", "Привет".encode()),
        ("us-ascii", "Привет".encode()),
        ("no-such-charset", "Привет".encode()),
        ("unicode_escape", "Привет".encode()),
        ("zlib", "Привет".encode()),
    ],
)
def test_text_is_read_by_its_charset_or_else_as_utf_8(label, content):
    mail = told(f"Content-Type: text/plain; charset={label}\n\n".encode() + content)

    assert mail["text"] == "Привет"


def test_text_that_names_no_charset_is_read_in_that_of_the_options():
    mail = told(b"Subject: \xcf\xf0\n\n\xcf\xf0\xe8", charset="windows-1251")

    assert (mail["subject"], mail["text"]) == ("Пр", "При")


def test_what_no_charset_reads_is_marked_and_the_rest_is_kept():
    assert told(b"Content-Type: text/plain; charset=utf-8\n\nab\xff\xfec")["text"] == "ab��c"


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("=?utf-8?b?0J/RgNC40LLQtdGC?= =?utf-8?q?_=D0=AF?=", "Привет Я"),
        ("=?utf-8?b?0J/RgNC40LLQ?=\n =?utf-8?b?tdGC?=", "Привет"),
        ("=?koi8-r?q?=F0=D2?= Re: x", "Пр Re: x"),
        ("=?nonsense?b?////?=", "���"),
        ("=?utf-8?b?broken", "=?utf-8?b?broken"),
        ("=HYPERLINK(1)\n Bcc: x@y", "=HYPERLINK(1) Bcc: x@y"),
    ],
)
def test_a_subject_is_decoded_to_one_line(header, subject):
    assert told(f"Subject: {header}\n\n")["subject"] == subject


def test_a_name_may_hold_a_comma_and_an_address_is_small():
    mail = told('From: =?utf-8?b?0JAsINCR?= <Ann@Client.Example>\nTo: "B, C" <b@x>, <c@x>\n\n')

    assert mail["from"] == [{"name": "А, Б", "address": "ann@client.example"}]
    assert [each["address"] for each in mail["to"]] == ["b@x", "c@x"]


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 99999 99:99:99", "0000-00-00"])
def test_a_date_that_is_none_is_kept_as_text_alone(date):
    mail = told(f"Date: {date}\n\n")

    assert (mail["date"], mail["sent_at"]) == (date, None)


def test_a_header_nobody_expected_is_kept():
    assert told("X-Order: 17\nX-Order: 18\n\n")["headers"]["x-order"] == ["17", "18"]


def test_the_plain_text_is_taken_and_attachments_by_name_and_size_alone():
    mail = EmailMessage()
    mail.set_content("plain")
    mail.add_alternative("<p>rich</p>", subtype="html")
    mail.add_attachment(b"x" * 1000, maintype="application", subtype="pdf", filename="Рахунок.pdf")
    mail.add_attachment("secret", subtype="plain", filename="note.txt")

    found = parsed(mail.as_bytes(), "utf-8")

    assert found["text"] == "plain"
    assert found["attachments"] == [
        {"name": "Рахунок.pdf", "type": "application/pdf", "size_bytes": 1000},
        {"name": "note.txt", "type": "text/plain", "size_bytes": 7},
    ]
    assert "secret" not in str(found)


def test_a_mail_in_the_mail_is_an_attachment():
    inner, mail = EmailMessage(), EmailMessage()
    inner.set_content("of another")
    mail.set_content("mine")
    mail.add_attachment(inner)

    found = parsed(mail.as_bytes(), "utf-8")

    assert found["text"] == "mine"
    assert [each["type"] for each in found["attachments"]] == ["message/rfc822"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One<br>two</p><div> three </div>", "One\ntwo\nthree"),
        ("<style>p{}</style>a<script>steal()</script >b<!-- c -->d", "abd"),
        ("<img src='http://tracker.example/x.png' onload=go()>seen", "seen"),
        ("1 &lt; 2 &amp; 3 < 4", "1 < 2 & 3 < 4"),
        ("kept<!-- never closed", "kept"),
        ("kept<script>never closed", "kept"),
    ],
)
def test_html_becomes_the_words_a_reader_sees(source, text):
    assert text_of_html(source) == text


def test_a_mail_without_plain_text_gives_that_of_its_html():
    mail = told("Content-Type: text/html; charset=utf-8\n\n<b>Hello</b> <i>you</i>")

    assert mail["text"] == "Hello you"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Subject: hello", "normal"),
        ("Auto-Submitted: no", "normal"),
        ("List-Id: <info.vesna.example>\nPrecedence: list", "normal"),
        ("Auto-Submitted: auto-replied; owner-email=x", "auto_reply"),
        ("X-Autoreply: yes", "auto_reply"),
        ("Precedence: bulk", "auto_reply"),
        ("Content-Type: multipart/report; report-type=disposition-notification", "auto_reply"),
        ("Content-Type: multipart/report; report-type=delivery-status", "bounce"),
        ("From: Mail Delivery <MAILER-DAEMON@mx.example>", "bounce"),
    ],
)
def test_who_wrote_is_told_a_person_or_a_machine(headers, kind):
    assert told(f"{headers}\n\n")["kind"] == kind


def test_a_bounce_names_whom_it_could_not_reach():
    mail = told(
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nSorry\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        "Final-Recipient: rfc822; Ann@Gone.example\nAction: failed\n\n--b--\n"
    )

    assert mail["failed_recipients"] == ["ann@gone.example"]


def nested(depth: int) -> str:
    opening = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth)
    )
    return f"Subject: trap\n{opening}Content-Type: text/plain\n\ndeep\n"


HOSTILE = {
    "parts in parts": nested(5000),
    "ten thousand parts": "Subject: trap\nContent-Type: multipart/mixed; boundary=b\n\n"
    + "--b\n\nx\n" * 200_000,
    "lines": "Subject: trap\n\n" + "\n" * 2_000_000,
    "open tags": "Subject: trap\nContent-Type: text/html\n\n" + "<a " * 300_000,
    "comments": "Subject: trap\nContent-Type: text/html\n\n" + "<!--" * 250_000,
    "scripts": "Subject: trap\nContent-Type: text/html\n\n" + "<script>x</script>" * 50_000,
    "words": "Subject: trap" + "\n =?utf-8?q?x?=" * 50_000 + "\n\n",
    "addresses": "Subject: trap\nTo: " + "a@b, " * 100_000 + "\n\n",
    "broken addresses": 'Subject: trap\nFrom: "' + "(" * 100_000 + "\n\n",
    "headers": "Subject: trap\n" + "X: y\n" * 200_000 + "\n",
    "idna": "Subject: trap\nContent-Type: text/plain; charset=idna\n\n" + "a." * 400_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_trap_costs_a_moment_and_keeps_its_subject(raw):
    began = time.monotonic()

    mail = told(raw)

    assert time.monotonic() - began < 5
    assert mail["subject"].startswith("trap")
    assert len(str(mail)) < 2_000_000


def test_what_is_left_out_is_said():
    assert told(nested(MOST_PARTS + 1))["left_out"] == "the mail has too many parts or lines"
    long = told("Subject: x\n\n" + "y" * (LONGEST_TEXT + 1))
    assert (len(long["text"]), long["left_out"]) == (
        LONGEST_TEXT,
        "the text is longer than is kept",
    )
