"""Contacts between the company and its clients: nobody does what they could not have done."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from sandbox.world.columns import SCHEMAS
from sandbox.world.contact.labels import HOSTILE
from sandbox.world.contact.surveys import after_requests, by_quarter
from sandbox.world.frame import SIZES, Block, Frame, show
from sandbox.world.world import World

STEPS = ("new", "triaged", "assigned", "in_work", "waiting", "closed")
BLOCK = Block(0, 1, SIZES["XS"].client_count)
ANY_OF = "(select unnest(?))"
TEXTS = {"chats": "text", "mails": "body", "requests": "text", "reviews": "text"}


@pytest.fixture
def made(world: World) -> Iterator[Frame]:
    """Open the frame of a company that was made, to draw anew from it."""
    frame = Frame(world.folder, SIZES["XS"], world.seed)
    show(frame.session, world.folder, list(SCHEMAS))
    yield frame
    frame.session.close()


def count(tables, sql: str, *given: object) -> int:
    return tables.execute(f"select count(*) from ({sql})", given).fetchone()[0]


def test_only_who_is_at_work_takes_or_makes_a_call(tables):
    at_work = """select call_id from calls join schedules
        on schedules.employee_id = calls.employee_id and work_date = started_at::date
            and started_at between starts_at and ends_at
        anti join absences on absences.employee_id = calls.employee_id
            and started_at::date between first_day and last_day"""

    assert count(tables, "from calls where employee_id is not null") > 50
    assert count(tables, at_work) == count(tables, "from calls where employee_id is not null")


def test_a_call_that_nobody_takes_is_not_talked_and_has_no_one_who_took_it(tables):
    missed = "from calls where direction = 'in' and outcome = 'missed'"

    assert count(tables, missed) > 5
    assert count(tables, f"{missed} and (talked_seconds > 0 or answered_at is not null)") == 0
    assert count(tables, f"{missed} and employee_id is not null") == 0
    assert count(tables, "from calls where outcome = 'answered' and employee_id is null") == 0


def test_a_call_back_goes_to_the_number_that_was_lost_after_it_was_lost(tables):
    wrong = """from calls as back join calls as lost on back.callback_of = lost.call_id
        where back.phone <> lost.phone or back.direction <> 'out' or lost.direction <> 'in'
            or lost.outcome = 'answered' or back.started_at <= lost.ended_at"""

    assert count(tables, "from calls where callback_of is not null") > 3
    assert count(tables, wrong) == 0


def test_the_seconds_of_a_call_fill_the_time_between_its_moments(tables):
    wrong = """from calls
        where waited_seconds + talked_seconds <> date_diff('second', started_at, ended_at)
            or answered_at <> started_at + to_seconds(waited_seconds)"""

    assert count(tables, wrong) == 0


def test_an_answer_comes_later_from_the_other_side_of_the_same_thread(tables):
    answers = "from mails as answer join mails as asked on answer.in_reply_to = asked.mail_id"
    wrong = f"""{answers} where answer.thread_id <> asked.thread_id
        or answer.sent_at <= asked.sent_at or answer.direction = asked.direction"""

    assert count(tables, answers) > 30
    assert count(tables, wrong) == 0


def test_subjects_tell_an_answer_from_a_beginning_and_from_what_machines_write(tables):
    starts = "starts_with(subject, 'Re: ')"
    wrong = f"""from mails where kind = 'normal' and {starts} <> (in_reply_to is not null)
        or kind <> 'normal' and {starts}"""

    assert count(tables, wrong) == 0
    assert count(tables, "from mails where kind = 'auto_reply' and in_reply_to is null") == 0
    assert count(tables, "from mails where kind = 'auto_reply'") > 0


def test_a_person_comes_into_a_chat_after_the_bot_and_after_being_called(tables):
    spoken = tables.execute("select chat_id, author, sent_at from chats order by all").fetchall()
    spoken = sorted(spoken, key=lambda row: (row[0], row[2]))

    before = [
        (earlier[1], later[1])
        for earlier, later in pairwise(spoken)
        if earlier[0] == later[0] and later[1] == "employee"
    ]

    assert len(before) > 10
    assert ("bot", "employee") in before
    assert count(tables, "from chats where (author = 'employee') <> (employee_id is not null)") == 0


def test_a_visitor_is_unknown_until_the_login_and_known_after_it(tables):
    wrong = """from web_hits join (
            select anonymous_id, min(happened_at) as login_at from web_hits
            where kind = 'identify' group by anonymous_id
        ) as logins using (anonymous_id)
        where (client_id is not null) <> (happened_at >= login_at)"""

    assert count(tables, "from web_hits where kind = 'identify'") > 20
    assert count(tables, wrong) == 0
    assert count(tables, "from web_hits where client_id is not null and kind = 'page_view'") > 20


def test_every_order_of_the_web_shop_ends_a_visit_of_its_client(tables):
    orders = "from orders where unit = 'retail' and channel = 'web'"
    visited = """from orders join web_hits on web_hits.client_id = orders.client_id
            and happened_at = orders.created_at and kind = 'purchase'
            and ends_with(url, '=' || order_id)
        semi join web_hits as pages on pages.anonymous_id = web_hits.anonymous_id
            and pages.kind = 'page_view' and pages.happened_at < orders.created_at
        where unit = 'retail' and channel = 'web'"""

    assert count(tables, orders) > 20
    assert count(tables, visited) == count(tables, orders)


def test_requests_go_from_new_to_closed_and_some_of_them_back(tables):
    walks = tables.execute(
        """select list(step order by happened_at, event_id), any_value(resolved_at is not null)
        from requests join request_events using (request_id) group by request_id"""
    ).fetchall()

    assert {step for walk, _ in walks for step in walk} == set(STEPS)
    assert all(walk[0] == "new" for walk, _ in walks)
    assert all((walk[-1] == "closed") == is_resolved for walk, is_resolved in walks)
    assert any(STEPS.index(b) < STEPS.index(a) for walk, _ in walks for a, b in pairwise(walk))


def test_who_is_held_out_gets_no_letter_and_is_held_out_of_every_mailing(tables):
    both = """from campaign_members join campaigns using (campaign_id)
        group by client_id, system having count(distinct is_holdout) > 1"""
    written = """from campaign_members semi join campaign_events using (campaign_id, client_id)
        where is_holdout"""

    assert count(tables, "from campaign_members where is_holdout") > 10
    assert count(tables, f"select client_id {both}") == 0
    assert count(tables, written) == 0


def test_every_letter_is_sent_once_and_opened_only_where_it_arrived(tables):
    sent = "from campaign_events where kind = 'sent'"
    lost = """from campaign_events semi join (
            from campaign_events where kind = 'bounced'
        ) as bounced using (campaign_id, client_id)
        where kind not in ('sent', 'bounced')"""

    assert count(tables, sent) == count(tables, "from campaign_members where not is_holdout")
    assert count(tables, lost) == 0
    assert count(tables, "from campaign_events where kind = 'opened'") > 20


def test_campaigns_help_do_nothing_and_one_does_harm(tables):
    lifts = [lift for (lift,) in tables.execute("select lift from truth.lifts").fetchall()]

    assert len([lift for lift in lifts if lift < 0]) == 1
    assert len([lift for lift in lifts if lift == 0]) > 2
    assert len([lift for lift in lifts if lift > 0]) > 4


def test_a_mailing_needs_a_consent_that_was_given_before(tables):
    written = "from campaign_events join campaigns using (campaign_id) where kind = 'sent'"
    allowed = """from campaign_events join campaigns using (campaign_id)
        semi join consents on consents.client_id = campaign_events.client_id
            and channel = 'email' and purpose = 'marketing' and is_given
            and changed_at < campaigns.sent_at
        where kind = 'sent'"""

    assert count(tables, allowed) == count(tables, written)


def test_labels_are_of_texts_that_exist_and_hostile_ones_have_none(tables):
    keys = {"chat": "chats", "mail": "mails", "request": "requests", "review": "reviews"}
    ids = {"chat": "message_id"} | {kind: f"{kind}_id" for kind in ("mail", "request", "review")}

    for kind, table in keys.items():
        labelled = f"from truth.labels where text_kind = '{kind}'"
        found = f"from {table} semi join ({labelled}) as told on told.text_id = {ids[kind]}"
        assert count(tables, labelled) == count(tables, found) > 0
        assert count(tables, f"{found} where {TEXTS[table]} in {ANY_OF}", list(HOSTILE)) == 0


@pytest.mark.parametrize("table", TEXTS)
def test_each_kind_of_text_holds_a_hostile_one_and_none_holds_a_nul(tables, table):
    planted = f"from truth.planted where kind = 'hostile text' and table_name = '{table}'"

    assert count(tables, planted) > 0
    assert count(tables, f"from {table} where {TEXTS[table]} in {ANY_OF}", list(HOSTILE)) > 0
    assert count(tables, f"from {table} where contains({TEXTS[table]}, chr(0))") == 0


def test_stars_follow_the_sentiment_of_the_review(tables):
    stars = dict(
        tables.execute(
            """select sentiment, avg(rating) from reviews
            join truth.labels on text_kind = 'review' and text_id = review_id group by sentiment"""
        ).fetchall()
    )

    assert stars["negative"] < 2.5 < 4 < stars["positive"]


def test_employees_write_notes_while_the_deal_goes_on(tables):
    wrong = """from comments join deals using (deal_id)
        where comments.created_at not between deals.created_at and deals.updated_at"""

    assert count(tables, wrong) == 0


def test_nobody_is_heard_of_after_the_history_or_before_it(tables, world):
    ends = np.datetime64(world.last_day) + np.timedelta64(1, "D")
    moments = {"calls": "started_at", "mails": "sent_at", "chats": "sent_at"}

    for table, moment in {**moments, "web_hits": "happened_at"}.items():
        first, last = tables.execute(f"select min({moment}), max({moment}) from {table}").fetchone()

        assert np.datetime64(world.first_day) - np.timedelta64(1, "D") < np.datetime64(first)
        assert np.datetime64(last) < ends


def test_a_click_in_a_mailing_opens_a_visit_with_its_mark(tables):
    clicks = "from campaign_events where kind = 'clicked' and system = 'mailchimp'"
    visits = """from campaign_events as clicks semi join web_hits on utm_medium = 'email'
            and utm_campaign = campaign_id::varchar
            and web_hits.happened_at between clicks.happened_at
                and clicks.happened_at + interval 1 hour
        where clicks.kind = 'clicked' and clicks.system = 'mailchimp'"""

    assert count(tables, clicks) > 5
    assert count(tables, visits) == count(tables, clicks)


def test_a_request_that_took_long_is_marked_lower(made):
    answers = [after_requests(np.random.default_rng(draw), made, BLOCK) for draw in range(60)]
    asked = "select request_id, epoch(resolved_at - created_at) / 86400 from requests"
    days = dict(made.session.execute(asked).fetchall())

    score = np.concatenate([one["score"] for one in answers])
    took = np.array([days[n] for one in answers for n in one["request_id"].tolist()])

    assert score[took > np.median(took)].mean() < score[took <= np.median(took)].mean() - 0.2


def test_who_is_soon_gone_recommends_the_company_less(made):
    answers = [by_quarter(np.random.default_rng(draw), made, BLOCK) for draw in range(60)]
    soon_gone = "select client_id from truth.gone where gone_since > timestamp '2025-08-20'"
    soon = {client_id for (client_id,) in made.session.execute(soon_gone).fetchall()}

    score = np.concatenate([one["score"] for one in answers])
    is_soon = np.array([n in soon for one in answers for n in one["client_id"].tolist()])

    assert score[is_soon].mean() < score[~is_soon].mean() - 1


def test_who_wants_no_more_mailings_gets_none_and_their_consent_is_withdrawn(tables):
    left = """select client_id, happened_at as left_at from campaign_events
        where kind in ('unsubscribed', 'complained')"""
    withdrawn = f"""from ({left}) as goodbye semi join consents
        on consents.client_id = goodbye.client_id and changed_at = left_at and not is_given"""
    later = f"""from campaign_events join campaigns using (campaign_id)
        join ({left}) as goodbye using (client_id)
        where campaign_events.kind = 'sent' and campaigns.sent_at > left_at"""

    assert count(tables, left) > 0
    assert count(tables, later) == 0
    assert count(tables, withdrawn) == count(tables, left)
