"""Verification codes can be read out, mistyped and noticed."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.codes import ALPHABET, generate_code, read_code


def test_a_code_has_three_groups_and_a_check_character():
    code = generate_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 1]
    assert set(code) <= {*ALPHABET, "-"}


def test_codes_differ_and_are_read_back():
    codes = {generate_code() for _number in range(200)}
    assert len(codes) == 200
    assert {read_code(code) for code in codes} == codes


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code}. ",
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("1", "I"),
    ],
)
def test_a_code_is_understood_however_it_is_typed(change):
    for _number in range(20):
        code = generate_code()
        assert read_code(change(code)) == code


def test_one_wrong_character_is_noticed():
    code = generate_code()
    for place, right in enumerate(code):
        if right == "-":
            continue
        for wrong in set(ALPHABET) - {right}:
            assert read_code(code[:place] + wrong + code[place + 1 :]) is None


def test_two_exchanged_neighbours_are_noticed():
    code = generate_code().replace("-", "")
    for place in range(len(code) - 2):
        left, right = code[place], code[place + 1]
        if left != right:
            assert read_code(code[:place] + right + left + code[place + 2 :]) is None


@pytest.mark.parametrize(
    "text", ["", "-", "7K3M", "U" * 13, "7K3M-9QXT-2VWB-CC", "é" * 13, "٣" * 13]
)
def test_what_is_no_code_is_nothing(text):
    assert read_code(text) is None


@given(st.text(max_size=40))
def test_any_text_is_read_or_is_nothing(text):
    code = read_code(text)
    assert code is None or read_code(code) == code


def test_a_code_whose_check_would_be_no_letter_is_not_given_out(monkeypatch):
    values = iter([32, 36, 5])
    monkeypatch.setattr(secrets, "randbelow", lambda limit: next(values))
    assert generate_code() == "0000-0000-0005-5"


def test_a_typed_code_whose_check_would_be_no_letter_is_nothing():
    assert [read_code(f"000000000010{check}") for check in ALPHABET] == [None] * 32
