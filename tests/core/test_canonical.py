"""Equal content has equal bytes and an equal hash, whatever order it was built in."""

import hashlib

import pytest

from core.canonical import format_fingerprint, hash_content, to_canonical_json


def test_keys_are_sorted_and_nothing_is_padded():
    assert to_canonical_json({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()


def test_the_order_of_building_does_not_matter():
    assert hash_content({"a": 1, "b": 2}) == hash_content({"b": 2, "a": 1})


def test_the_hash_is_the_sha256_of_the_bytes():
    value = {"nomor": "050/001/2021"}
    assert hash_content(value) == hashlib.sha256(to_canonical_json(value)).hexdigest()


def test_any_change_changes_the_hash():
    assert hash_content({"a": "x"}) != hash_content({"a": "x "})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60, {1: "x"}, {"a": object()}])
def test_what_json_cannot_carry_exactly_is_refused(value):
    with pytest.raises((ValueError, TypeError)):
        to_canonical_json(value)


def test_a_fingerprint_is_read_in_groups_of_four():
    assert format_fingerprint("0123456789abcdef") == "0123 4567 89ab cdef"
