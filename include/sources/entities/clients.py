"""The canonical entities of who buys: clients, what identifies them, and what they agreed to."""

from include.sources.entities.entity import Entity, Field, Rule

IDENTIFIER_KINDS = ("phone", "email", "telegram", "cookie", "card", "crm")

CLIENT = Entity(
    "client",
    "A person or company that buys, or may buy.",
    (
        Field("client_id", "text", "Key of the client in the source", required=True),
        Field("client_name", "text", "Full name or company name; personal data"),
        Field("client_kind", "text", "person or company", allowed=("person", "company")),
        Field("email", "text", "E-mail address; personal data"),
        Field("phone", "text", "Telephone number; personal data"),
        Field("country", "text", "Country, as the source writes it"),
        Field("city", "text", "City, as the source writes it"),
        Field("language", "text", "Language to write in, as the source writes it"),
        Field("parent_client_id", "text", "The company that a contact person belongs to"),
        Field("merged_into_id", "text", "The client this record was merged into"),
        Field("registered_at", "timestamp", "When the client became known", collapse="min"),
        Field("is_test", "boolean", "A test record: left out of every number"),
    ),
)

CLIENT_IDENTIFIER = Entity(
    "client_identifier",
    "Something by which a client is recognised, beside the key.",
    (
        Field(
            "identifier_id", "text", "Key of the row; empty: the row's own identity", required=True
        ),
        Field("client_id", "text", "The client", required=True),
        Field(
            "identifier_kind",
            "text",
            "What it is",
            required=True,
            allowed=IDENTIFIER_KINDS,
        ),
        Field(
            "identifier_value", "text", "The number, address or key; personal data", required=True
        ),
        Field("known_from", "timestamp", "Since when it is the client's; empty: always"),
    ),
    falls_back_to_row=True,
)

CONSENT = Entity(
    "consent",
    "A client's yes or no to being written to or called.",
    (
        Field("consent_id", "text", "Key of the row; empty: the row's own identity", required=True),
        Field("client_id", "text", "The client; empty: who has the identifier"),
        Field("identifier_kind", "text", "Kind of the identifier", allowed=IDENTIFIER_KINDS),
        Field("identifier_value", "text", "Address or number it was said for; personal data"),
        Field(
            "consent_channel",
            "text",
            "The way of contact it is about",
            required=True,
            allowed=("email", "phone", "sms", "messenger", "post"),
        ),
        Field("purpose", "text", "What the contact is for, as the source writes it"),
        Field("is_given", "boolean", "Yes, or no", required=True),
        Field("changed_at", "timestamp", "When it was said", required=True),
    ),
    rules=(
        Rule(
            "client_id is not null or identifier_value is not null",
            "neither client_id nor identifier_value is given",
        ),
    ),
    falls_back_to_row=True,
)
