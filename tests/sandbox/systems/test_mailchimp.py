"""The emulated Mailchimp pages, filters, refuses and batches as the vendor's documentation says."""

import io
import json
import tarfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import httpx
import pytest

from sandbox.systems.mailchimp.fill import LIST_ID, fill
from sandbox.systems.mailchimp.server import Server
from sandbox.systems.mailchimp.state import State, email_id_of
from sandbox.systems.serving import served
from sandbox.world.world import make_world

SENT = datetime(2025, 3, 10, 9)


@pytest.fixture
def account():
    """Make an account whose audience has twelve members, who were all sent a campaign."""
    state = State(moment=SENT)
    state.put_list("l1", "Clients", created=SENT)
    state.put_campaign("c1", "l1", "Spring", "Spring is here", sent=SENT)
    for number in range(12):
        email = f"{number}@x.example"
        state.put_member("l1", email, changed=SENT + timedelta(minutes=number))
        state.send("c1", email)
    return Server(state)


@pytest.fixture
def client(account):
    with (
        served(account.faults) as place,
        httpx.Client(base_url=f"{place.url}/3.0", auth=("any", account.state.api_key)) as client,
    ):
        yield client


def emails(answer) -> list[str]:
    return [row["email_address"].partition("@")[0] for row in answer.json()["members"]]


def test_the_key_opens_the_account_under_any_user_name(client):
    wrong = client.get("/ping", auth=("any", "another-key-us1"))

    assert client.get("/ping").json() == {"health_status": "Everything's Chimpy!"}
    assert (wrong.status_code, wrong.json()["title"]) == (401, "API Key Invalid")
    assert wrong.headers["content-type"] == "application/problem+json"


def test_a_page_has_ten_rows_unless_more_are_asked_for_up_to_a_thousand(client):
    usual, second = (client.get("/lists/l1/members", params={"offset": n}) for n in (0, 10))
    too_many = client.get("/lists/l1/members", params={"count": 1001})

    assert (len(emails(usual)), len(emails(second))) == (10, 2)
    assert usual.json()["total_items"] == 12
    assert (too_many.status_code, too_many.json()["title"]) == (400, "Invalid Resource")


def test_members_of_a_window_come_in_the_order_they_changed(client):
    params = {
        "since_last_changed": "2025-03-10T09:02:00+00:00",
        "before_last_changed": "2025-03-10T09:06:00+00:00",
        "sort_field": "last_changed",
        "sort_dir": "DESC",
    }

    assert emails(client.get("/lists/l1/members", params=params)) == ["5", "4", "3"]


def test_fields_are_picked_or_left_out_in_dot_notation(client):
    params = {"count": 1, "fields": "members.id,total_items"}
    picked = client.get("/lists/l1/members", params=params).json()
    params = {"count": 1, "exclude_fields": "_links,members.merge_fields"}
    rest = client.get("/lists/l1/members", params=params).json()

    assert picked == {"members": [{"id": email_id_of("0@x.example")}], "total_items": 12}
    assert set(rest) == {"members", "total_items", "list_id"}
    assert "merge_fields" not in rest["members"][0]


def test_the_archived_are_told_when_asked_for_and_the_deleted_never(account, client):
    account.state.archive_member("l1", "3@x.example", changed=SENT)
    account.state.remove_member("l1", "4@x.example")

    there = emails(client.get("/lists/l1/members", params={"count": 100}))
    archived = emails(client.get("/lists/l1/members", params={"status": "archived"}))
    gone = client.get(f"/lists/l1/members/{email_id_of('4@x.example')}")

    assert (len(there), archived, gone.status_code) == (10, ["3"], 404)


def test_the_eleventh_connection_at_once_is_turned_away(account, client):
    account.state.seconds_per_answer = 0.2

    with ThreadPoolExecutor(11) as crowd:
        statuses = list(crowd.map(lambda _: client.get("/ping").status_code, range(11)))

    assert sorted(statuses) == [200] * 10 + [429]


def test_activity_names_every_recipient_and_only_what_is_new(account, client):
    account.state.act("c1", "0@x.example", "open", SENT + timedelta(days=1))
    account.state.act("c1", "0@x.example", "click", SENT + timedelta(days=20), url="https://x/a")
    account.state.close_list("l1")

    answer = client.get(
        "/reports/c1/email-activity", params={"since": "2025-03-20T00:00:00+00:00", "count": 100}
    ).json()

    assert len(answer["emails"]) == 12
    (active,) = [row for row in answer["emails"] if row["activity"]]
    assert [each["action"] for each in active["activity"]] == ["click"]
    assert active["list_is_active"] is False


def test_a_report_adds_up_what_recipients_did(account, client):
    state = account.state
    state.act("c1", "0@x.example", "open", SENT)
    state.act("c1", "0@x.example", "open", SENT)
    state.act("c1", "1@x.example", "click", SENT, url="https://x/a")
    state.send("c1", "2@x.example", "hard")
    state.unsubscribe("c1", "3@x.example", SENT)
    state.complain("c1", "4@x.example", SENT)

    report = client.get("/reports/c1").json()
    links = client.get("/reports/c1/click-details").json()["urls_clicked"]

    assert report["opens"] == {"opens_total": 2, "unique_opens": 1}
    assert report["clicks"]["clicks_total"] == 1
    assert report["bounces"]["hard_bounces"] == 1
    assert (report["unsubscribed"], report["abuse_reports"]) == (1, 1)
    assert [(link["url"], link["total_clicks"]) for link in links] == [("https://x/a", 1)]


def test_a_batch_takes_its_time_and_gives_json_within_json(account, client):
    now = [0.0]
    account.state.clock, account.state.batch_seconds = lambda: now[0], 60
    operation = {"method": "GET", "path": "/reports/c1/sent-to", "operation_id": "a"}
    missing = operation | {"path": "/reports/none/sent-to", "operation_id": "b"}

    posted = client.post("/batches", json={"operations": [operation, missing]}).json()
    now[0] = 30
    started = client.get(f"/batches/{posted['id']}").json()
    now[0] = 60
    finished = client.get(f"/batches/{posted['id']}").json()
    packed = httpx.get(finished["response_body_url"]).content

    assert (posted["status"], started["status"]) == ("pending", "started")
    assert started["finished_operations"] == 1
    assert finished["errored_operations"] == 1
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        (name,) = [each for each in archive.getnames() if each.endswith(".json")]
        first, second = json.load(archive.extractfile(name))
    assert json.loads(first["response"])["total_items"] == 12
    assert (second["operation_id"], second["status_code"]) == ("b", 404)


def test_an_archive_is_given_by_its_signature_alone_and_for_a_time(account, client):
    operation = {"method": "GET", "path": "/ping"}
    posted = client.post("/batches", json={"operations": [operation]}).json()
    url = client.get(f"/batches/{posted['id']}").json()["response_body_url"]

    with_key = client.get(url).status_code
    plain = httpx.get(url).status_code
    account.batches.expire_urls()
    late = httpx.get(url).status_code
    account.batches.expire()
    forgotten = client.get(f"/batches/{posted['id']}").status_code

    assert (with_key, plain, late, forgotten) == (400, 200, 403, 404)


def test_five_hundred_batches_may_wait_and_no_more(account, client):
    account.state.batch_seconds = 60
    content = {"operations": [{"method": "GET", "path": "/ping"}]}
    for _ in range(500):
        account.batches.post(content)

    assert client.post("/batches", json=content).status_code == 429


def test_an_account_filled_night_by_night_is_the_one_that_was_filled_at_once(tmp_path):
    world = make_world(tmp_path, "XS")
    until = datetime.combine(world.last_day, datetime.min.time())
    at_once, in_steps = State(), State()

    fill(at_once, world, until)
    for days in (60, 30, 1, 0):
        fill(in_steps, world, until - timedelta(days=days))

    assert in_steps == at_once
    with world.open() as session:
        ((sent, delivered, campaigns),) = session.execute(
            "select count(distinct (campaign_id, trim(email))) filter (where kind = 'sent'), "
            "count(distinct (campaign_id, trim(email))) filter (where kind = 'delivered'), "
            "count(distinct campaign_id) "
            "from campaign_events where system = 'mailchimp' and happened_at <= $until",
            {"until": until},
        ).fetchall()
    statuses = [row["status"] for rows in at_once.recipients.values() for row in rows.values()]
    assert (len(statuses), statuses.count("sent")) == (sent, delivered)
    assert len(at_once.campaigns) == campaigns > 0
    assert len(at_once.members[LIST_ID]) > 20
