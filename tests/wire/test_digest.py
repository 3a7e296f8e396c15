"""Digest against the examples of RFC 7616 and RFC 2069, and the choice of the strongest challenge."""

from contextlib import suppress
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import UnexpectedReply
from sightline.wire.digest import Challenge, Digest, choose

#: RFC 7616, section 3.9.1.
OFFERED = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
ANSWERS = {
    "MD5": "8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
}


@pytest.mark.parametrize("algorithm", ANSWERS)
def test_the_rfcs_own_example(algorithm: str) -> None:
    answering = Digest("Mufasa", "Circle of Life", choose([OFFERED.format(algorithm=algorithm)]))
    header = answering.header("GET", "/dir/index.html", CNONCE)
    for part in (
        'username="Mufasa"',
        'realm="http-auth@example.org"',
        'uri="/dir/index.html"',
        "qop=auth",
        "nc=00000001",
        f'cnonce="{CNONCE}"',
        f'response="{ANSWERS[algorithm]}"',
        f"algorithm={algorithm}",
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    ):
        assert part in header.removeprefix("Digest ").split(", ")


def test_a_challenge_without_qop_is_answered_as_in_rfc_2069() -> None:
    said = (
        'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    header = Digest("Mufasa", "CircleOfLife", choose([said])).header("GET", "/dir/index.html")
    assert 'response="1949323746fe6a43ef61f9606e7febea"' in header
    assert "qop" not in header
    assert "algorithm" not in header


def test_the_count_goes_up_and_the_cnonce_changes() -> None:
    answering = Digest("a", "b", choose(['Digest realm="r", nonce="n", qop="auth"']))
    first, second = answering.header("GET", "/"), answering.header("GET", "/")
    assert "nc=00000001" in first
    assert "nc=00000002" in second
    assert first.partition("cnonce=")[2] != second.partition("cnonce=")[2]


MD5 = 'Digest realm="r", nonce="md5", qop="auth", algorithm=MD5'
SHA = 'Digest realm="r", nonce="sha", qop="auth", algorithm=SHA-256'


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ([MD5, SHA], "sha"),
        ([SHA, MD5], "sha"),
        (['Basic realm="r"', MD5], "md5"),
        (['Digest realm="r", nonce="odd", qop="auth", algorithm=SHA-512-256', MD5], "md5"),
        (['Digest realm="r", nonce="sess", qop="auth", algorithm=MD5-sess', SHA], "sha"),
        (['Digest realm="r", nonce="integrity", qop="auth-int", algorithm=SHA-256', MD5], "md5"),
        (['digest REALM="r",NONCE="n",QOP="auth",ALGORITHM=md5'], "n"),
        (['Basic realm="other", ' + MD5], "md5"),
        ([MD5 + ', Basic realm="other"'], "md5"),
        ([f"Negotiate, {MD5}, {SHA}"], "sha"),
        (['Digest realm="a, b=\\"c\\"", nonce="n", qop="auth"'], "n"),
    ],
)
def test_the_strongest_that_we_know_is_chosen(offered: list[str], chosen: str) -> None:
    assert choose(offered).nonce == chosen


@pytest.mark.parametrize(
    "offered",
    [
        [],
        ['Basic realm="r"'],
        ["Negotiate"],
        ['Digest realm="r"'],
        ['Digest nonce="n"'],
        ['Digest realm="r", nonce="n", algorithm=SHA-512-256, qop="auth"'],
        ['Digest realm="r", nonce="n", algorithm=SHA-256'],
    ],
)
def test_nothing_that_we_know_is_said_so(offered: list[str]) -> None:
    with pytest.raises(UnexpectedReply, match="no digest"):
        choose(offered)


@given(st.lists(st.text(max_size=200), max_size=4))
def test_odd_headers_never_break_the_choice(headers: list[str]) -> None:
    with suppress(UnexpectedReply):
        assert isinstance(choose(headers), Challenge)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_password_stands_in_a_header(user: str, password: str) -> None:
    secret = f"secret-{password}-terces"
    header = Digest(user, secret, choose([MD5])).header("GET", "/")
    assert secret not in header


def test_two_schemes_in_one_header_keep_their_realms_apart() -> None:
    """A wrong realm makes a wrong answer: a try of the right password would be lost."""
    assert choose([f'{MD5}, Basic realm="other"']).realm == "r"


def test_a_users_quotes_stay_within_the_field() -> None:
    header = Digest('a", uri="/x', "p", choose([MD5])).header("GET", "/")
    assert 'username="a\\", uri=\\"/x"' in header


@pytest.mark.parametrize("odd", ["a" * 1_000_000, 'a="' * 300_000, "a " * 500_000, 'realm="r",' * 100_000])
def test_a_long_header_does_not_hold_us_up(odd: str) -> None:
    """A regular expression cannot be timed out."""
    started = thread_time()
    with pytest.raises(UnexpectedReply):
        choose([f"Digest {odd}"] * 50)
    assert thread_time() - started < 2


@pytest.mark.parametrize("nonce", ['a\\"b', "a b", "a,b=c", "a;b", "é"])
def test_a_nonce_is_given_back_as_it_came(nonce: str) -> None:
    answering = Digest("u", "p", choose([f'Digest realm="r", nonce="{nonce}", qop="auth"']))
    assert f'nonce="{nonce}"' in answering.header("GET", "/")
