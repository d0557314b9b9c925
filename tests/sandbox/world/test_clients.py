"""Who the clients are in truth: two records of one person, households, namesakes, contacts."""

import numpy as np
import pytest

from sandbox.world.frame import Frame, Size
from sandbox.world.people.clients import make_clients
from sandbox.world.people.kinds import DUPLICATE, HOUSEHOLD, NAMESAKE

CLIENTS = 3_000


@pytest.fixture(scope="module")
def clients(tmp_path_factory):
    """Make one block of clients, the truth about them included."""
    frame = Frame(tmp_path_factory.mktemp("clients"), Size(CLIENTS, 40, 1), seed=7)
    return make_clients(frame, next(frame.blocks()))


def digits(phones: np.ndarray) -> np.ndarray:
    shown = ["".join(filter(str.isdigit, phone))[-9:] for phone in np.ma.filled(phones, "")]
    return np.array(shown)


def addresses(clients) -> np.ndarray:
    return np.array([email.lower() for email in np.ma.filled(clients["email"], "")])


def of(clients, role: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of a role and the rows that they take after."""
    row = np.flatnonzero(clients["role"] == role)
    assert len(row) > 10
    return row, clients["source"][row]


def test_a_second_record_shares_phone_or_mail_with_the_first(clients):
    second, first = of(clients, DUPLICATE)
    phone, email = digits(clients["phone"]), addresses(clients)

    is_tied = (phone[second] == phone[first]) & (phone[first] != "")
    is_tied |= (email[second] == email[first]) & (email[first] != "")

    assert is_tied.all()
    assert (clients["person_id"][second] == clients["client_id"][first]).all()
    assert (clients["created_at"][second] >= clients["created_at"][first]).all()


def test_a_merged_record_is_merged_into_the_one_that_was_there_before(clients):
    is_merged = ~np.ma.getmaskarray(clients["merged_into_id"])

    assert 0 < is_merged.sum() < (clients["role"] == DUPLICATE).sum()
    assert (clients["role"][is_merged] == DUPLICATE).all()
    assert (clients["merged_into_id"][is_merged] == clients["person_id"][is_merged]).all()
    assert (clients["merged_at"][is_merged] > clients["created_at"][is_merged]).all()


def test_a_namesake_has_the_name_of_another_but_neither_phone_nor_mail(clients):
    one, other = of(clients, NAMESAKE)

    assert (clients["first_name"][one] == clients["first_name"][other]).all()
    assert (clients["last_name"][one] == clients["last_name"][other]).all()
    assert not (clients["person_id"][one] == clients["client_id"][other]).any()
    assert not np.isin(digits(clients["phone"])[one], digits(clients["phone"])[other][:1]).any()


def test_some_of_a_household_share_phone_or_mail_though_they_are_two_persons(clients):
    one, other = of(clients, HOUSEHOLD)
    phone, email = digits(clients["phone"]), addresses(clients)

    shares = (phone[one] == phone[other]) & (phone[one] != "")
    shares |= (email[one] == email[other]) & (email[one] != "")

    assert 0 < shares.sum() < len(one)
    assert (clients["household_id"][one] == clients["client_id"][other]).all()
    assert (clients["person_id"][one] == clients["client_id"][one]).all()


def test_two_strangers_never_share_a_phone(clients):
    is_alone = np.isin(clients["role"], (DUPLICATE, HOUSEHOLD), invert=True)
    has_phone = ~np.ma.getmaskarray(clients["phone"])
    phones = digits(clients["phone"])[is_alone & has_phone]

    assert len(set(phones)) == len(phones)


def test_a_contact_person_belongs_to_a_firm_that_was_there_before(clients):
    contact = np.flatnonzero(~np.ma.getmaskarray(clients["parent_client_id"]))
    firm = clients["parent_client_id"].data[contact] - clients["client_id"][0]

    assert len(contact) > 100
    assert (clients["kind"][firm] == "company").all()
    assert (clients["unit"][contact] == "wholesale").all()
    assert (clients["created_at"][firm] <= clients["created_at"][contact]).all()


def test_nobody_comes_by_an_ad_that_is_switched_off(clients):
    by_ads = clients["channel_id"] == "ads_social"
    months = clients["created"][by_ads].astype("datetime64[M]").astype(str).tolist()

    assert months.count("2025-09") == 0
    assert months.count("2025-06") > 5


def test_a_better_channel_brings_more_who_ever_buy(clients):
    can = clients["is_retail"] & (clients["role"] != DUPLICATE)
    share = {
        code: clients["is_buyer"][can & (clients["channel_id"] == code)].mean()
        for code in ("referral", "ads_social")
    }

    assert share["referral"] > share["ads_social"] + 0.3
