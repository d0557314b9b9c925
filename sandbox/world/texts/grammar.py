"""How opinions and letters are put together, and what they mean.

A claim is worded with one value and may be turned round by its frame ("I cannot say that the
courier was late"); frames that turn and frames that keep share their words, and each takes claims
of either value, so that no list of words tells the meaning: it takes the sentence.
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.world.texts.phrases import (
    LANGUAGES,
    Fillings,
    Phrases,
    all_phrases,
    joined,
    only_if,
    opened,
)

SENTIMENTS = ("negative", "neutral", "positive", "mixed")
NEGATIVE, NEUTRAL, POSITIVE, MIXED = range(4)
TOPICS = ("delivery", "quality", "price", "service", "website", "assortment")
NEEDS = (
    *("none", "delivery_status", "refund", "exchange", "invoice", "advice"),
    *("bulk_price", "repair", "cancel"),
)
OBJECTIONS = ("none", "price", "timing", "competitor", "trust", "approval", "no_need")
FRAMES = (
    *("keep_any", "turn_any", "keep_positive", "turn_positive"),
    *("keep_negative", "turn_negative"),
)
TURNED_SHARE = 0.3
FOREIGN_SHARE = 0.05
DENIED_SHARE = 0.24


@dataclass(frozen=True)
class Meaning:
    """What each row's text is to say: positions in the lists above, one array each."""

    language: np.ndarray
    sentiment: np.ndarray
    topic: np.ndarray
    objection: np.ndarray
    need: np.ndarray


@dataclass(frozen=True)
class Writer:
    """Writes one text per row; `titles[product]` is the product that a row is about."""

    rng: np.random.Generator
    language: np.ndarray
    product: np.ndarray
    titles: list[str]
    phrases: Phrases = field(default_factory=all_phrases)

    def phrase(self, family: str) -> pa.StringArray:
        """Draw a phrase of a family for each row, in the row's language."""
        codes = self.phrases.codes(family)[self.language]
        return self.phrases.draw(self.rng, codes, Fillings(self.product, self.titles))

    def phrase_of(self, family: str, names: tuple[str, ...], name: np.ndarray) -> pa.StringArray:
        """Draw a phrase for each row from the group of a family that `name` points at."""
        codes = self.phrases.codes(family, names)[self.language, name]
        return self.phrases.draw(self.rng, codes, Fillings(self.product, self.titles))

    def claim(self, topic: np.ndarray, sentiment: np.ndarray) -> pa.StringArray:
        """Say something of a topic, in the sense of a sentiment (not mixed), plainly or turned."""
        is_turned = (sentiment != NEUTRAL) & self._chance(TURNED_SHARE)
        worded = np.where(is_turned, 2 - sentiment, sentiment)
        language = np.where(self._chance(FOREIGN_SHARE), self._any(LANGUAGES), self.language)
        codes = self.phrases.codes("claims", TOPICS, SENTIMENTS[:3])[language, topic, worded]
        words = self.phrases.draw(self.rng, codes, Fillings(self.product, self.titles))
        by_value = np.select([worded == POSITIVE, worded == NEGATIVE], [2, 4], 0)
        frame = np.where(self._chance(0.75), 0, by_value) + is_turned
        codes = self.phrases.codes("frames", FRAMES)[self.language, frame]
        return self.phrases.draw(self.rng, codes, Fillings(claim=words))

    def opinion(self, topic: np.ndarray, sentiment: np.ndarray) -> pa.StringArray:
        """Say one or two things in the sense of a sentiment; the topic is that of the first.

        A mixed opinion holds a good and a bad claim; others may hold a neutral one or a second of
        their own kind, joined by the same words.
        """
        is_mixed = sentiment == MIXED
        leading = np.where(self._chance(0.5), POSITIVE, NEGATIVE)
        first = np.where(is_mixed, leading, sentiment)
        own = np.where(self._chance(0.6), first, NEUTRAL)
        second = np.where(is_mixed, 2 - leading, own)
        other_topic = (topic + self.rng.integers(1, len(TOPICS), len(topic))) % len(TOPICS)
        is_contrast = is_mixed | ((second != first) & self._chance(0.7)) | self._chance(0.08)
        names = ("join", "contrast")
        codes = np.stack([self.phrases.codes(name) for name in names])
        codes = codes[is_contrast.astype(int), self.language]
        link = self.phrases.draw(self.rng, codes, Fillings())
        has_second = is_mixed | self._chance(0.55)
        more = joined(link, self.claim(other_topic, second))
        return joined(self.claim(topic, first), only_if(has_second, more))

    def review(self, meaning: Meaning) -> pa.StringArray:
        """Write reviews: an opinion, sometimes with a word before and after it."""
        opinion = self.opinion(meaning.topic, meaning.sentiment)
        text = joined(self.phrase("openings"), opinion, self.phrase("closings"))
        return opened(text, self._chance(0.8))

    def message(self, meaning: Meaning) -> pa.StringArray:
        """Write to a messenger: like a letter, but often without capitals and greetings."""
        letter = self.letter(meaning)
        return pc.if_else(pa.array(self._chance(0.5)), letter, pc.utf8_lower(letter))

    def letter(self, meaning: Meaning) -> pa.StringArray:
        """Write to the company: an opinion, what is needed, what stands in the way.

        What is not needed and what is no objection are said too, in the words of those that are.
        """
        asks = pc.if_else(
            pa.array(meaning.need > 0), self._need(meaning), self.phrase("neutral_asks")
        )
        asks = self._beside_denied(
            "needs", NEEDS[1:], meaning.need, opened(asks, self._chance(0.7))
        )
        objects = only_if(meaning.objection > 0, self._objection(meaning.objection))
        objects = self._beside_denied("objections", OBJECTIONS[1:], meaning.objection, objects)
        opinion = self.opinion(meaning.topic, meaning.sentiment)
        greeting, signoff = self.phrase("greetings"), self.phrase("signoffs")
        text = joined(greeting, opinion, ". ", asks, objects, signoff)
        return opened(pc.utf8_rtrim_whitespace(text), self._chance(0.85))

    def answer(self) -> pa.StringArray:
        """Write what employees answer by mail."""
        text = joined(self.phrase("greetings"), self.phrase("mail_out"), ". ")
        return pc.utf8_rtrim_whitespace(joined(text, self.phrase("signoffs")))

    def note(self, objection: np.ndarray) -> pa.StringArray:
        """Write an employee's note on what a client objects to (1 is the first objection)."""
        said = self._beside_denied(
            "objections", OBJECTIONS[1:], objection, self._objection(objection)
        )
        codes = self.phrases.codes("notes")[self.language]
        return self.phrases.draw(self.rng, codes, Fillings(claim=pc.utf8_rtrim(said, ". ")))

    def _need(self, meaning: Meaning) -> pa.StringArray:
        said = self.phrase_of("needs", NEEDS[1:], np.maximum(meaning.need - 1, 0))
        return joined(only_if(self._chance(0.2), self.phrase("not_needs")), said)

    def _objection(self, objection: np.ndarray) -> pa.StringArray:
        said = self.phrase_of("objections", OBJECTIONS[1:], np.maximum(objection - 1, 0))
        return joined(only_if(self._chance(0.2), self.phrase("not_objections")), said)

    def _beside_denied(
        self, family: str, names: tuple[str, ...], code: np.ndarray, said: pa.StringArray
    ) -> pa.StringArray:
        """Put beside what is said, before or after, one of its kind that is denied at once."""
        other = (code + self.rng.integers(0, len(names) - 1, len(code))) % len(names)
        words = self.phrase_of(family, names, other)
        codes = self.phrases.codes(f"denied.{family}")[self.language]
        denied = self.phrases.draw(self.rng, codes, Fillings(claim=words))
        denied = joined(opened(denied, self._chance(0.7)), ". ")
        is_before, is_after = self._chance(DENIED_SHARE), self._chance(DENIED_SHARE)
        sentence = only_if(np.asarray(pc.not_equal(said, "")), joined(said, ". "))
        return joined(only_if(is_before, denied), sentence, only_if(is_after & ~is_before, denied))

    def _chance(self, share: float) -> np.ndarray:
        return self.rng.random(len(self.language)) < share

    def _any(self, names: tuple[str, ...]) -> np.ndarray:
        return self.rng.integers(0, len(names), len(self.language))
