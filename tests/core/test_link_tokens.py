"""Tokens name a link and its version, and cannot be made up."""

import pytest
from django.core.signing import Signer
from hypothesis import given
from hypothesis import strategies as st

from core.link_tokens import BadToken, make_token, parse_token


@given(st.integers(1, 2**63 - 1), st.integers(1, 2**31))
def test_a_token_is_read_as_it_was_made(link_id, version):
    assert parse_token(make_token(link_id, version)) == (link_id, version)


def test_a_token_can_be_shown_again():
    assert make_token(7, 1) == make_token(7, 1)


def test_a_token_fits_into_an_address():
    assert make_token(7, 1).replace(".", "").replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("token", ["", ".", "7.1", "7.1.", "x", "7.1.abc", "\x00", "7.1.é"])
def test_what_we_did_not_sign_is_no_token(token):
    with pytest.raises(BadToken):
        parse_token(token)


def test_a_changed_token_is_no_token():
    _id, version, signature = make_token(7, 1).split(".")
    with pytest.raises(BadToken):
        parse_token(f"8.{version}.{signature}")
    with pytest.raises(BadToken):
        parse_token(f"7.2.{signature}")


def test_what_we_signed_for_something_else_is_no_token():
    with pytest.raises(BadToken):
        parse_token(Signer(salt="something.else", sep=".").sign("7.1"))


@pytest.mark.parametrize("value", ["7", "7.1.2", "seven.one"])
def test_what_we_signed_in_another_form_is_no_token(value):
    with pytest.raises(BadToken):
        parse_token(Signer(salt="core.link_tokens", sep=".").sign(value))
