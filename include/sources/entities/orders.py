"""The canonical entities of a sale: orders, their lines, returns, payments and invoices."""

from include.sources.entities.entity import Entity, Field, Rule

ORDER = Entity(
    "order",
    "A client's order, invoice or receipt.",
    (
        Field("order_id", "text", "Key of the order in the source", required=True),
        Field("client_id", "text", "The client; empty when the sale is anonymous"),
        Field("employee_id", "text", "Who sold; empty becomes 'unassigned'"),
        Field("ordered_at", "timestamp", "When it was placed", required=True, collapse="min"),
        Field(
            "status",
            "text",
            "placed, completed or cancelled, as it is now",
            allowed=("placed", "completed", "cancelled"),
        ),
        Field("completed_at", "timestamp", "When it was fulfilled", collapse="min"),
        Field("cancelled_at", "timestamp", "When it was cancelled"),
        Field("order_total", "money", "Value of the order; empty: the sum of its lines"),
        Field("channel", "text", "Sales channel"),
        Field("is_test", "boolean", "A test record: left out of every number"),
    ),
    rules=(Rule("order_total >= 0", "order_total is negative: map it as a return"),),
)

ORDER_LINE = Entity(
    "order_line",
    "One line of an order.",
    (
        Field("line_id", "text", "Key of the line; empty: the row's own identity", required=True),
        Field("order_id", "text", "The order it belongs to", required=True),
        Field("client_id", "text", "The client, when the line says so itself"),
        Field("product_id", "text", "The product"),
        Field("ordered_at", "timestamp", "When it was ordered; empty: as the order"),
        Field(
            "line_kind",
            "text",
            "sale (also when empty), no_charge (a gift, sample or write-off) or adjustment",
            allowed=("sale", "no_charge", "adjustment"),
        ),
        Field("quantity", "quantity", "Units; positive in a sale", required=True),
        Field("unit_price", "price", "Price of one unit after discount"),
        Field("line_total", "money", "Value; empty: quantity times unit_price, to the cent"),
        Field("unit_cost", "price", "Cost of one unit at the time of the sale"),
    ),
    rules=(
        Rule(
            "quantity > 0 or coalesce(line_kind, 'sale') <> 'sale'",
            "quantity of a sale is not positive: map it as a return, or give it a line_kind",
        ),
        Rule(
            "unit_price >= 0 or coalesce(line_kind, 'sale') <> 'sale'",
            "unit_price of a sale is negative: give the line a line_kind",
        ),
        Rule(
            "line_total is not null or unit_price is not null",
            "neither line_total nor unit_price is given",
        ),
        Rule(
            "abs(cast(quantity as DOUBLE) * unit_price) < 1e13",
            "quantity times unit_price is beyond belief",
        ),
    ),
    falls_back_to_row=True,
)

RETURN = Entity(
    "return",
    "Goods or money taken back, one row per line of the credit note.",
    (
        Field("return_id", "text", "Key of the line; empty: the row's own identity", required=True),
        Field("return_document_id", "text", "Number of the credit note"),
        Field("order_id", "text", "The order it takes back; empty: found by client and product"),
        Field("client_id", "text", "The client"),
        Field("product_id", "text", "The product"),
        Field("returned_at", "timestamp", "When it was taken back", required=True),
        Field("quantity", "quantity", "Units taken back, positive", minimum="0"),
        Field("amount", "money", "Value given back, positive", required=True, minimum="0"),
    ),
    falls_back_to_row=True,
)

PAYMENT = Entity(
    "payment",
    "Money received (or, negative, paid back).",
    (
        Field("payment_id", "text", "Key of the payment; empty: the row's identity", required=True),
        Field("order_id", "text", "The order it pays"),
        Field("client_id", "text", "The client, when the payment says so itself"),
        Field("paid_at", "timestamp", "When the money came", required=True),
        Field("amount", "money", "Value; negative for money paid back", required=True),
        Field("payment_method", "text", "Cash, card, transfer …, as the source writes it"),
    ),
    falls_back_to_row=True,
)

INVOICE = Entity(
    "invoice",
    "A bill sent to a client, to be paid by a day.",
    (
        Field("invoice_id", "text", "Key of the invoice in the source", required=True),
        Field("order_id", "text", "The order it bills"),
        Field("client_id", "text", "The client; empty: as the order"),
        Field("issued_at", "timestamp", "When it was sent", required=True, collapse="min"),
        Field("due_on", "date", "Last day on which it is paid in time"),
        Field("amount", "money", "Value of the bill", required=True, minimum="0"),
        Field("paid_at", "timestamp", "When it was paid in full; empty: not yet"),
        Field("status", "text", "State as it is now, as the source writes it"),
    ),
)
