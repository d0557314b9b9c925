"""Bytes of a mail as text, whatever they claim to be, and HTML as the words a reader sees."""

import codecs
import html
import re
from email.header import decode_header

MOST_HTML, LONGEST_HEADER = 1_000_000, 20_000
_UNSAFE = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined")
_UNSEEN = re.compile(r"<(script|style|title|template)\b|<!--", re.IGNORECASE)
_BREAKS = ("br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "h4", "blockquote", "hr")
_TAG = re.compile(r"</?([a-z][a-z0-9]*)[^<>]{0,5000}>|<[!?][^<>]{0,5000}>", re.IGNORECASE)


def decoded(content: bytes, label: str) -> str:
    """Decode by the label if that works, else as UTF-8, else with marks for what is unreadable."""
    labelled = _known(label)
    for name in (labelled, "utf-8"):
        try:
            return content.decode(name)
        except UnicodeError:
            continue
    return content.decode(labelled, errors="replace")


def _known(label: str) -> str:
    """Return the name of a charset; a label that names none, or a costly one, means UTF-8."""
    try:
        name = codecs.lookup(label.strip("\"' ")).name
        "a".encode(name)
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if name.replace("-", "_") in _UNSAFE else name


def readable(value: str, charset: str) -> str:
    """Return a raw header as one line of text: its encoded words decoded, its bytes by charset."""
    content = value[:LONGEST_HEADER].encode("utf-8", "surrogateescape")
    text = decoded(content, charset)
    if "=?" in text:
        try:
            text = "".join(_word(*each, charset) for each in decode_header(text))
        except ValueError:
            text = decoded(content, charset)
    return " ".join(text.split())


def _word(word: str | bytes, label: str | None, charset: str) -> str:
    if isinstance(word, str):
        return word
    # what stood unencoded beside encoded words comes back in this notation
    return decoded(word, label) if label else word.decode("raw_unicode_escape", "replace")


def text_of_html(source: str) -> str:
    """Return the words of HTML, a line for each block; nothing it points to is loaded."""
    seen = _without_unseen(source[:MOST_HTML])
    pieces, at = [], 0
    for tag in _TAG.finditer(seen):
        pieces.append(re.sub(r"\s+", " ", seen[at : tag.start()]))
        pieces.append("\n" if (tag[1] or "").lower() in _BREAKS else "")
        at = tag.end()
    pieces.append(re.sub(r"\s+", " ", seen[at:]))
    lines = (line.strip() for line in html.unescape("".join(pieces)).split("\n"))
    return "\n".join(line for line in lines if line)


def _without_unseen(source: str) -> str:
    """Leave out comments, scripts and styles; one that never ends takes the rest with it."""
    pieces, at = [], 0
    while opening := _UNSEEN.search(source, at):
        pieces.append(source[at : opening.start()])
        closing = f"</{opening[1]}" if opening[1] else "-->"
        end = re.compile(re.escape(closing), re.IGNORECASE).search(source, opening.end())
        if end is None:
            return "".join(pieces)
        # the rest of a closing tag is a tag of its own
        at = end.start() if opening[1] else end.end()
    return "".join([*pieces, source[at:]])
