"""How texts and questions are cut into words: the same for both, whatever is in them."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.search_words import LONGEST, asked_words, folded_words, words_of

text = st.text(max_size=120)


def test_punctuation_ends_a_word_and_case_does_not_matter():
    assert words_of("Đường làng, ngõ-xóm (thôn 3).") == ("đường", "làng", "ngõ", "xóm", "thôn", "3")


def test_a_word_that_comes_twice_counts_once():
    assert words_of("đường Đường ĐƯỜNG") == ("đường",)


@given(text)
def test_composed_and_decomposed_texts_have_the_same_words(typed):
    assert words_of(unicodedata.normalize("NFC", typed)) == words_of(unicodedata.normalize("NFD", typed))


@given(text, text)
def test_whoever_finds_a_text_by_its_words_finds_it_without_accents(before, after):
    words = set(words_of(f"{before} đường {after}"))
    assert set(folded_words(["đường"])) <= set(folded_words(words))
    for word in words:
        assert set(folded_words([word])) <= set(folded_words(words))


@given(text)
def test_a_word_holds_nothing_that_either_database_would_cut(typed):
    for word in (*words_of(typed), *folded_words(words_of(typed)), *asked_words(typed)):
        assert word
        assert len(word) <= LONGEST * 4
        assert all(unicodedata.category(c)[0] in "LN" for c in word if not unicodedata.combining(c))
        assert not set(word) & set("'\"\\ &|!():*<>")


def test_a_number_is_no_telephone_number_when_letters_stand_beside_it():
    assert asked_words("0912345678 Quế") == ("0912345678", "quế")
    assert asked_words("123") == ("123",)
