"""Cookies: kept only where asked for, given back to the one device that set them, and never as more than a cookie."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sightline.lab.http import Request
from sightline.wire.http import Endpoint, Http
from tests.drivers.replay import HTML, Replay, serving


class Setting(Replay):
    """Sets cookies with each answer; keeps those that came."""

    cookies: tuple[str, ...] = ()
    came: list[str]

    def answer(self, request: Request) -> tuple[tuple[int, bytes, str], tuple[tuple[str, str], ...]]:
        self.came.append(request.headers.get("cookie", ""))
        return (200, b"x", HTML), tuple(("Set-Cookie", one) for one in self.cookies)


@contextmanager
def device(*cookies: str, keeps: bool = True) -> Iterator[tuple[Setting, Http]]:
    replay = Setting(None)
    replay.cookies, replay.came = cookies, []
    with serving(replay):
        endpoint = Endpoint(scheme="http", host="127.0.0.1", port=replay.port)
        http = Http(endpoint=endpoint, user="u", password="p", keeps_cookies=keeps)
        yield replay, http
        http.close()


def test_what_was_set_comes_back_without_its_attributes() -> None:
    with device("a=1; path=/; HttpOnly", "b=2") as (replay, http):
        for _ in range(2):
            http.anonymous("GET", "/x")
        assert replay.came == ["", "a=1; b=2"]


def test_nothing_is_kept_unasked() -> None:
    with device("a=1", keeps=False) as (replay, http):
        for _ in range(2):
            http.anonymous("GET", "/x")
        assert replay.came == ["", ""]


@pytest.mark.parametrize("cookie", ["", "a", "=1", "a b=1", "a=b c", "a" * 65 + "=1", "a=" + "1" * 257])
def test_what_is_no_cookie_is_not_kept(cookie: str) -> None:
    with device(cookie) as (replay, http):
        for _ in range(2):
            http.anonymous("GET", "/x")
        assert replay.came == ["", ""]


def test_no_more_than_eight_are_kept() -> None:
    with device(*(f"c{number}=1" for number in range(20))) as (replay, http):
        for _ in range(2):
            http.anonymous("GET", "/x")
        assert replay.came[1].count("=") == 8
