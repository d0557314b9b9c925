"""An app served on loopback: it answers, it stops at once, and its own errors are not hidden."""

import socket
import time

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from sandbox.systems.serving import HOST, served


async def hello(request):
    if request.url.path == "/broken":
        raise ValueError("a mistake of the emulator")
    return PlainTextResponse("hello")


APP = Starlette(routes=[Route("/{path:path}", hello)])


def test_an_app_answers_on_loopback_and_stops_within_a_second():
    with served(APP) as place, httpx.Client() as client:
        said = client.get(f"{place.url}/").text
        began = time.monotonic()
    took = time.monotonic() - began

    assert said == "hello"
    assert place.host == "127.0.0.1"
    assert took < 1
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((HOST, place.port), timeout=1)


def test_an_app_answers_on_the_port_it_is_given():
    with served(APP) as place:
        port = place.port

    with served(APP, port=port) as again:
        assert httpx.get(f"{again.url}/").text == "hello"


def test_a_mistake_of_an_app_is_raised_and_not_taken_for_a_fault():
    with pytest.raises(ValueError, match="mistake of the emulator"), served(APP) as place:
        assert httpx.get(f"{place.url}/broken").status_code == 500
