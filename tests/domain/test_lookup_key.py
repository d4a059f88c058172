"""The key of a receipt: random, forgiving to type, of no use where it is stored."""

import pytest

from petitions.domain.case_code import ALPHABET
from petitions.domain.lookup_key import (
    NO_DIGEST,
    is_same_digest,
    key_digest,
    new_lookup_key,
    normalize_lookup_key,
    written_key,
)


def test_keys_are_eight_signs_that_nobody_mistakes_for_each_other():
    keys = {new_lookup_key() for _ in range(500)}
    assert len(keys) == 500
    assert {len(key) for key in keys} == {8}
    assert set("".join(keys)) <= set(ALPHABET)
    assert not set("".join(keys)) & set("0O1IL")


@pytest.mark.parametrize("typed", ["7k3m 9xrt", " 7K3M-9XRT ", "7K3M9XRT", "7 k 3 m 9 x r t"])
def test_blanks_hyphens_and_lower_case_are_forgiven(typed):
    assert normalize_lookup_key(typed) == "7K3M9XRT"
    assert written_key("7K3M9XRT") == "7K3M 9XRT"


@pytest.mark.parametrize("typed", ["", "7K3M9XR", "7K3M9XRT2", "7K3M9XR0", "7K3M9XRÔ", "²²²²²²²²", "\0" * 8])
def test_what_cannot_be_a_key_is_none(typed):
    assert normalize_lookup_key(typed) is None


def test_a_digest_belongs_to_one_key_one_case_and_one_installation():
    digest = key_digest("7K3M9XRT", "KN-7K3M-9XRT", secret=b"a")
    assert digest == key_digest("7K3M9XRT", "KN-7K3M-9XRT", secret=b"a")
    others = (
        key_digest("7K3M9XRU", "KN-7K3M-9XRT", secret=b"a"),
        key_digest("7K3M9XRT", "KN-2222-2222", secret=b"a"),
        key_digest("7K3M9XRT", "KN-7K3M-9XRT", secret=b"b"),
        NO_DIGEST,
    )
    assert not any(is_same_digest(digest, other) for other in others)
    assert "7K3M9XRT" not in digest
