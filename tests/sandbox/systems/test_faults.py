"""Faults in front of an app: each is what its name says, to a client of the ordinary kind."""

import json

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.systems.faults import Fault, Faults
from sandbox.systems.serving import served


async def echo(request):
    body = (await request.body()).decode()
    return JSONResponse({"path": request.url.path, "query": request.url.query, "body": body})


APP = Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST"])])


@pytest.fixture(scope="module")
def server():
    faults = Faults(
        APP,
        error_bodies={
            "503": (200, {}, {"error": "QUERY_LIMIT_EXCEEDED"}),
            "500": lambda fault: (500, {}, {"again in": fault.retry_after}),
        },
    )
    with served(faults) as place:
        yield faults, place


@pytest.fixture
def faults(server):
    server[0].forget()
    return server[0]


@pytest.fixture
def client(server):
    with httpx.Client(base_url=server[1].url, timeout=5) as client:
        yield client


def test_what_is_planned_happens_in_its_order_and_then_no_more(faults, client):
    faults.plan(Fault("429", retry_after=7), Fault("html", times=2))

    answers = [client.get("/x") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [429, 200, 200, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert [answer.headers["content-type"][:9] for answer in answers[1:3]] == ["text/html"] * 2
    assert answers[3].json()["path"] == "/x"
    assert faults.planned == []


def test_a_fault_waits_for_the_request_that_it_is_meant_for(faults, client):
    faults.plan(Fault("429", after=1, match="deal.list"))

    asked = ("/user.get", "/deal.list", "/user.get", "/deal.list?start=50")
    answers = [client.get(path).status_code for path in asked]

    assert answers == [200, 200, 200, 429]


def test_a_vendor_fails_in_words_of_its_own(faults, client):
    faults.plan(Fault("503"), Fault("500", retry_after=9))

    busy, broken = client.get("/x"), client.get("/x")

    assert (busy.status_code, busy.json()) == (200, {"error": "QUERY_LIMIT_EXCEEDED"})
    assert (broken.status_code, broken.json()) == (500, {"again in": 9})


def test_half_a_body_breaks_off_and_a_cut_one_ends_well_but_is_no_json(faults, client):
    faults.plan(Fault("half"), Fault("cut"))

    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        client.get("/x")
    cut = client.get("/x")

    assert (cut.status_code, cut.headers["content-type"]) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        cut.json()


def test_a_reset_is_a_reset_of_the_connection(faults, client):
    faults.plan(Fault("reset"))

    with pytest.raises(httpx.ReadError, match="reset by peer"):
        client.get("/x")

    assert client.get("/x").status_code == 200


def test_a_stalled_answer_outlasts_the_impatient_and_comes_to_the_patient(faults, client):
    faults.plan(Fault("stall"), Fault("stall", seconds=0.1))

    with pytest.raises(httpx.ReadTimeout):
        client.get("/x", timeout=0.1)

    assert client.post("/x", content="asked").json()["body"] == "asked"


def test_an_answer_repeated_is_the_one_before_of_the_same_path(faults, client):
    faults.plan(Fault("repeat", match="/list", after=1, times=2))

    paths = ("/list?page=1", "/get", "/list?page=2", "/list?page=3", "/list?page=4")
    said = [client.get(path).json()["query"] for path in paths]

    assert said == ["page=1", "", "page=1", "page=1", "page=4"]


def test_a_redirect_leads_out_of_the_system(faults, client):
    faults.plan(Fault("redirect"))

    assert httpx.URL(client.get("/x").headers["location"]).host == "169.254.169.254"


def test_an_action_comes_right_before_the_request_it_waits_for(faults, client):
    seen = []
    faults.on_request(2, lambda: seen.append(len(faults.log)), match="list")

    for path in ("/list", "/get", "/list", "/list"):
        client.get(path)

    assert seen == [3]


def test_every_request_is_in_the_log_also_one_that_failed(faults, client):
    faults.plan(Fault("429"))
    client.get("/a?page=1")
    client.post("/b")

    log = faults.log

    assert [(r.number, r.method, r.path, r.query) for r in log] == [
        (1, "GET", "/a", "page=1"),
        (2, "POST", "/b", ""),
    ]
    assert log[0].moment <= log[1].moment
