"""The canonical entities of drawing attention: campaigns, what they cost, visits of the site."""

from include.sources.entities.clients import IDENTIFIER_KINDS
from include.sources.entities.entity import Entity, Field

CAMPAIGN = Entity(
    "campaign",
    "A mailing or another message to many at once.",
    (
        Field("campaign_id", "text", "Key of the campaign in the source", required=True),
        Field("campaign_name", "text", "Name shown in reports; empty: the key"),
        Field("channel", "text", "The way it went: e-mail, messenger …, as the source writes it"),
        Field("subject", "text", "Its subject line"),
        Field("sent_at", "timestamp", "When sending began; empty: not sent", collapse="min"),
        Field("audience_count", "quantity", "To how many it was to go", minimum="0"),
    ),
)

CAMPAIGN_EVENT = Entity(
    "campaign_event",
    "What happened between a campaign and one recipient.",
    (
        Field("event_id", "text", "Key of the event; empty: the row's own identity", required=True),
        Field("campaign_id", "text", "The campaign", required=True),
        Field("client_id", "text", "The client; empty: who has the identifier"),
        Field("identifier_kind", "text", "Kind of the identifier", allowed=IDENTIFIER_KINDS),
        Field("identifier_value", "text", "Address or number of the recipient; personal data"),
        Field(
            "event_kind",
            "text",
            "What happened; excluded: held out, never to be sent",
            required=True,
            allowed=(
                "sent",
                "delivered",
                "opened",
                "clicked",
                "bounced",
                "unsubscribed",
                "complained",
                "excluded",
            ),
        ),
        Field("happened_at", "timestamp", "When it happened", required=True),
        Field("url", "text", "The link that was followed"),
        Field("detail", "text", "More about it: why it bounced, say; personal data"),
    ),
    falls_back_to_row=True,
)

CHANNEL_COST = Entity(
    "channel_cost",
    "What a channel cost on a day.",
    (
        Field("cost_id", "text", "Key of the row; empty: the row's own identity", required=True),
        Field("channel_id", "text", "The channel", required=True),
        Field("cost_date", "date", "The day, by the company's calendar", required=True),
        Field("amount", "money", "What it cost", required=True, minimum="0"),
        Field("clicks", "quantity", "How often it was clicked", minimum="0"),
        Field("impressions", "quantity", "How often it was shown", minimum="0"),
        Field("campaign_name", "text", "Name of the campaign within the channel"),
    ),
    falls_back_to_row=True,
)

WEB_EVENT = Entity(
    "web_event",
    "Something a visitor did on the site.",
    (
        Field("event_id", "text", "Key of the event in the source", required=True),
        Field("anonymous_id", "text", "The visitor's cookie; tells the client once one said both"),
        Field("client_id", "text", "The client, once logged in; empty: who has the cookie"),
        Field("happened_at", "timestamp", "When it happened", required=True, collapse="min"),
        Field("event_kind", "text", "What was done, as the source writes it"),
        Field("url", "text", "The page"),
        Field("referrer", "text", "The page before it"),
        Field("utm_source", "text", "Where the visit came from"),
        Field("utm_medium", "text", "By which kind of link"),
        Field("utm_campaign", "text", "Of which campaign"),
        Field("utm_content", "text", "Which of its links"),
        Field("utm_term", "text", "Which word was searched for"),
    ),
)
