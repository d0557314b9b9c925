"""What the company's people write: the labels are true, and no list of words finds them."""

import re
from collections import Counter, defaultdict

import numpy as np
import pytest

from sandbox.world.texts.grammar import (
    FRAMES,
    NEEDS,
    NEUTRAL,
    OBJECTIONS,
    POSITIVE,
    SENTIMENTS,
    TOPICS,
    Meaning,
    Writer,
)
from sandbox.world.texts.phrases import LANGUAGES, Fillings, all_phrases, read_phrases

COUNT = 6_000
TITLES = ["чашка «Мак»", "ваза", "плед"]
TELLING_WORDS = 400


def draw_meaning(rng: np.random.Generator, language: int) -> Meaning:
    sizes = (len(SENTIMENTS), len(TOPICS), len(OBJECTIONS), len(NEEDS))
    drawn = [rng.integers(0, size, COUNT) for size in sizes]
    return Meaning(np.full(COUNT, language), *drawn)


def writer_of(rng: np.random.Generator, meaning: Meaning) -> Writer:
    return Writer(rng, meaning.language, rng.integers(0, len(TITLES), COUNT), TITLES)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[\w'’]+", text.lower()))


def word_list_accuracy(texts: list[str], labels: np.ndarray) -> float:
    """Learn the most telling words from one half, and guess the other half by them."""
    half = len(texts) // 2
    seen: dict[str, Counter] = defaultdict(Counter)
    for text, label in zip(texts[:half], labels[:half], strict=True):
        for word in words_of(text):
            seen[word][label] += 1
    usual = Counter(labels[:half])
    known = {word: votes for word, votes in seen.items() if votes.total() >= 5}
    scores = {
        word: {one: np.log((votes[one] + 1) / (usual[one] + 9)) for one in usual}
        for word, votes in known.items()
    }
    telling = sorted(scores, key=lambda word: -np.ptp(list(scores[word].values())))
    scores = {word: scores[word] for word in telling[:TELLING_WORDS]}
    guesses = []
    for text in texts[half:]:
        votes = {one: np.log(usual[one]) for one in usual}
        for word in words_of(text) & scores.keys():
            for one in usual:
                votes[one] += scores[word][one]
        guesses.append(max(votes, key=votes.get))
    return float(np.mean(np.array(guesses) == labels[half:]))


# a word list must do better than a guess, or the texts would say nothing, and clearly worse
# than a reader, who is always right
@pytest.mark.parametrize("language", range(len(LANGUAGES)), ids=LANGUAGES)
def test_a_list_of_telling_words_does_not_find_the_sentiment_of_reviews(language):
    rng = np.random.default_rng(1)
    meaning = draw_meaning(rng, language)
    is_plain = np.isin(meaning.sentiment, (NEUTRAL, POSITIVE, 0))

    texts = np.array(writer_of(rng, meaning).review(meaning).to_pylist())[is_plain]

    assert 0.5 < word_list_accuracy(texts.tolist(), meaning.sentiment[is_plain]) < 0.85


@pytest.mark.parametrize("what", ["need", "objection", "topic"])
def test_a_list_of_telling_words_does_not_find_what_letters_are_about(what):
    rng = np.random.default_rng(2)
    meaning = draw_meaning(rng, LANGUAGES.index("uk"))

    texts = writer_of(rng, meaning).letter(meaning).to_pylist()

    assert 0.3 < word_list_accuracy(texts, getattr(meaning, what)) < 0.88


def test_a_reader_who_knows_the_language_finds_every_claim_as_labelled():
    phrases, rng = read_phrases(), np.random.default_rng(3)
    worded = {
        text: (topic, value)
        for (language, family, *rest), lines in phrases.items()
        if (language, family) == ("ru", "claims")
        for topic, value in [rest]
        for text in lines
        if "{" not in text
    }
    turns = {
        text: frame.startswith("turn")
        for frame in FRAMES
        for text in phrases["ru", "frames", frame]
    }
    topic, sentiment = rng.integers(0, len(TOPICS), COUNT), rng.integers(0, 3, COUNT)
    language = np.full(COUNT, LANGUAGES.index("ru"))
    claims = Writer(rng, language, language, TITLES).claim(topic, sentiment).to_pylist()

    read = [
        (SENTIMENTS[meant], TOPICS[about], worded[words], turns[frame])
        for claim, meant, about in zip(claims, sentiment, topic, strict=True)
        for words in [max((one for one in worded if one in claim), key=len, default="")]
        for frame in [claim.replace(words, "{}")]
        if words and frame in turns
    ]

    opposite = {"positive": "negative", "negative": "positive", "neutral": "neutral"}
    assert len(read) > COUNT / 4
    assert sum(is_turned for *_, is_turned in read) > COUNT / 40
    for meant, about, (topic_read, value), is_turned in read:
        assert (meant, about) == (opposite[value] if is_turned else value, topic_read)


def test_what_is_denied_is_never_what_is_meant():
    phrases, rng = read_phrases(), np.random.default_rng(4)
    objection = rng.integers(1, len(OBJECTIONS), COUNT)
    language = np.full(COUNT, LANGUAGES.index("en"))
    notes = Writer(rng, language, language, TITLES).note(objection).to_pylist()
    named = {
        text: name
        for name in OBJECTIONS[1:]
        for text in phrases["en", "objections", name]
        if "{" not in text
    }

    found = [
        ({named[one] for one in named if one in note.lower()}, OBJECTIONS[meant])
        for note, meant in zip(notes, objection, strict=True)
    ]

    both = [(names, meant) for names, meant in found if len(names) == 2]
    assert len(both) > COUNT / 20
    assert all(meant in names for names, meant in both)


def test_texts_hardly_ever_repeat_and_no_gap_is_left_open():
    rng = np.random.default_rng(5)
    meaning = draw_meaning(rng, LANGUAGES.index("uk"))
    writer = writer_of(rng, meaning)

    for texts in (writer.review(meaning), writer.letter(meaning), writer.message(meaning)):
        written = texts.to_pylist()

        assert len(set(written)) > 0.97 * COUNT
        assert not [text for text in written if re.search(r"[{}\[\]|\x00]|  ", text)]


def test_languages_have_the_same_groups_of_phrases():
    groups = defaultdict(set)
    for language, *path in read_phrases():
        groups[language].add(tuple(path))

    assert set(groups) == set(LANGUAGES)
    assert groups["ru"] == groups["uk"] == groups["en"]


@pytest.mark.parametrize(("who", "low", "high"), [("client", 0.04, 0.16), ("bot", 0.0, 0.0)])
def test_people_misspell_about_one_phrase_in_eight_and_machines_none(who, low, high):
    rng = np.random.default_rng(6)
    book = all_phrases()
    right = set(read_phrases()["uk", "chat", who])

    codes = np.repeat(book.codes("chat", [who])[LANGUAGES.index("uk")], COUNT)
    said = book.draw(rng, codes, Fillings()).to_pylist()

    plain = [text for text in said if not re.search(r"\d", text)]
    assert low <= np.mean([text not in right for text in plain]) <= high
