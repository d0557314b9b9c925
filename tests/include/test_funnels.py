"""The `funnels` of company.yml: their mistakes are named, and names change on the day they do."""

from datetime import date

import pytest

from include.errors import ClienteleError
from include.funnels import Funnel, stage_rows
from include.landing.load import load_landing
from include.warehouse import open_warehouse

STAGES = ["new", "offer", "won"]
DEALS = {
    "crm": {
        "kind": "files",
        "streams": {"deals": {"path": "deals.csv"}},
        "entities": {
            "deal": {"from": "deals", "columns": {"deal_id": "id", "created_at": "opened"}}
        },
    }
}


@pytest.mark.parametrize(
    ("funnel", "expected"),
    [
        ({"stages": ["new", "new", "won"]}, "stages: 'new' is there twice"),
        ({"stages": STAGES, "lost": ["bad", "bad"]}, "lost: 'bad' is there twice"),
        ({"stages": STAGES, "lost": ["offer"]}, "lost: 'offer' is one of the stages"),
        ({"stages": STAGES, "won": "sold"}, "won: 'sold' is none of the stages new, offer, won"),
        ({"stages": STAGES, "won": "offer"}, "won: 'offer' is not the last stage"),
        ({"stages": ["won"]}, "funnels.sales.stages: needs 2 or more"),
        ({"stages": [1, "won"]}, "funnels.sales.stages.0.id: is no text; put it in quotes"),
        ({"stages": STAGES, "lost": "bad"}, "funnels.sales.lost: is no list"),
        ({"stages": STAGES, "conversion_days": 0}, "funnels.sales.conversion_days"),
        ({"stages": STAGES, "stage": "x"}, "funnels.sales.stage: unknown key"),
        ({"stages": [{"id": ""}, "won"]}, "funnels.sales.stages.0.id"),
        (
            {
                "stages": [
                    {"id": "new", "renamed": [{"label": "", "from": date(2025, 1, 1)}]},
                    "won",
                ]
            },
            "funnels.sales.stages.0.renamed.0.label: ",
        ),
        (
            {
                "stages": [
                    {
                        "id": "new",
                        "renamed": [
                            {"label": "b", "from": date(2025, 2, 1)},
                            {"label": "c", "from": date(2025, 1, 1)},
                        ],
                    },
                    "won",
                ]
            },
            "the days from which 'new' is renamed do not ascend",
        ),
    ],
)
def test_a_mistake_in_a_funnel_is_named(company_of, funnel, expected):
    with pytest.raises(ClienteleError) as caught:
        company_of({}, funnels={"sales": funnel})

    assert expected in str(caught.value)


def test_a_list_is_not_called_short_for_the_mistakes_of_its_items(company_of):
    stages = [{"id": "new", "label": 7}, "won"]

    with pytest.raises(ClienteleError) as caught:
        company_of({}, funnels={"sales": {"stages": stages}})

    assert "1 wrong" in str(caught.value)
    assert "funnels.sales.stages.0.label: is no text" in str(caught.value)


def test_deals_without_a_funnel_are_a_mistake(company_of):
    with pytest.raises(ClienteleError, match="deal is mapped, but there is no `funnels`"):
        company_of(DEALS)

    assert company_of(DEALS, funnels={"sales": {"stages": STAGES}}).funnels


def test_every_name_of_a_stage_holds_until_the_next():
    renamed = [{"label": "Offer", "from": "2025-03-01"}, {"label": "Quote", "from": "2025-05-01"}]
    funnel = Funnel(stages=["new", {"id": "offer", "label": "Letter", "renamed": renamed}, "won"])

    labels = {row[4]: row[5:7] for row in stage_rows({"sales": funnel}) if row[2] == "offer"}

    assert labels == {
        "Letter": (None, date(2025, 3, 1)),
        "Offer": (date(2025, 3, 1), date(2025, 5, 1)),
        "Quote": (date(2025, 5, 1), None),
    }


def test_landing_knows_the_funnels_in_their_order(home, company_of):
    funnels = {"sales": {"stages": STAGES, "lost": ["gone"]}, "service": {"stages": ["a", "b"]}}

    load_landing(company_of({}, funnels=funnels))

    with open_warehouse() as database:
        rows = database.execute(
            "select funnel_id, funnel_rank, stage_id, stage_rank, is_won, is_lost, conversion_days "
            "from landing.funnel_stages order by funnel_rank, stage_rank nulls last"
        ).fetchall()
    assert rows == [
        ("sales", 1, "new", 1, False, False, 90),
        ("sales", 1, "offer", 2, False, False, 90),
        ("sales", 1, "won", 3, True, False, 90),
        ("sales", 1, "gone", None, False, True, 90),
        ("service", 2, "a", 1, False, False, 90),
        ("service", 2, "b", 2, True, False, 90),
    ]
