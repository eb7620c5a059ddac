from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.canonical import canonical

TEXTS = st.text(st.characters(codec="utf-8"))
LEAVES = (
    st.none() | st.booleans() | st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1) | st.floats(-1e9, 1e9) | TEXTS
)
TREES = st.dictionaries(
    TEXTS, st.recursive(LEAVES, lambda held: st.lists(held) | st.dictionaries(TEXTS, held), max_leaves=20)
)


@given(TREES)
def test_it_is_what_the_library_for_rfc_8785_writes(tree: dict[str, Any]) -> None:
    assert canonical(tree) == rfc8785.dumps(tree)


def test_names_of_fields_are_ordered_as_in_utf_16() -> None:
    tree = {"\U0001f600": 1, "\ufb33": 2, "\u00f6": 3, "1": 4, "\r": 5, "\u0080": 6, "€": 7}
    assert canonical(tree) == rfc8785.dumps(tree)


def test_control_characters_and_quotes_are_written_as_the_standard_says() -> None:
    tree = {"texte": "".join(map(chr, range(0x20))) + '"\\/\x7f\u2028'}
    assert canonical(tree) == rfc8785.dumps(tree)


@pytest.mark.parametrize("wrong", [{"n": 2**53}, {"n": float("nan")}, {"t": "\ud800"}])
def test_what_has_no_canonical_form_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((rfc8785.CanonicalizationError, UnicodeEncodeError)):
        canonical(wrong)
