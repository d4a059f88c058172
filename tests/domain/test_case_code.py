"""A code read over the telephone must not lead to somebody else's case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.case_code import ALPHABET, case_code_from, new_case_code, normalize_case_code

FREE = st.text(alphabet=ALPHABET, min_size=7, max_size=7)


@given(FREE, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_passes(free, place, wrong):
    body = case_code_from(free).removeprefix("KN-").replace("-", "")
    spoilt = body[:place] + wrong + body[place + 1 :]
    assert (normalize_case_code("KN" + spoilt) is None) == (spoilt != body)


@given(FREE, st.integers(0, 7), st.integers(0, 7))
def test_two_swapped_characters_never_pass(free, one, other):
    body = list(case_code_from(free).removeprefix("KN-").replace("-", ""))
    swapped = body.copy()
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert (normalize_case_code("KN" + "".join(swapped)) is None) == (swapped != body)


@pytest.mark.parametrize("spoken", ["{code}", " {code} ", "{lower}", "{bare}", "{no_prefix}"])
def test_it_is_understood_however_it_is_typed(spoken):
    code = new_case_code()
    bare = code.replace("-", "")
    typed = spoken.format(code=code, lower=code.lower(), bare=bare, no_prefix=bare.removeprefix("KN"))
    assert normalize_case_code(typed) == code


@given(st.text(max_size=40))
def test_any_other_text_is_no_code_and_no_error(text):
    found = normalize_case_code(text)
    assert found is None or found.startswith("KN-")
