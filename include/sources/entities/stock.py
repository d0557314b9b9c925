"""The canonical entities of goods: products, where they lie, and who delivers them."""

from include.sources.entities.entity import Entity, Field

PRODUCT = Entity(
    "product",
    "A thing or service that is sold.",
    (
        Field("product_id", "text", "Key of the product in the source", required=True),
        Field("product_name", "text", "Name shown in reports"),
        Field("category", "text", "Category, one level"),
        Field("list_price", "price", "Current list price of one unit", minimum="0"),
        Field("unit_cost", "price", "Current cost of one unit", minimum="0"),
        Field("discontinued_at", "timestamp", "When it left the range"),
        Field("is_service", "boolean", "A fee, not a good: carriage, say; never offered"),
    ),
)

STOCK_LEVEL = Entity(
    "stock_level",
    "How much of a product there was at a moment.",
    (
        Field("level_id", "text", "Key of the row; empty: the row's own identity", required=True),
        Field("product_id", "text", "The product", required=True),
        Field("measured_at", "timestamp", "When it was counted", required=True),
        Field(
            "quantity",
            "quantity",
            "Units there were; negative when the books say so",
            required=True,
        ),
        Field("warehouse", "text", "Where they lie"),
    ),
    falls_back_to_row=True,
)

STOCK_MOVEMENT = Entity(
    "stock_movement",
    "Goods that came into stock or left it.",
    (
        Field(
            "movement_id", "text", "Key of the row; empty: the row's own identity", required=True
        ),
        Field("product_id", "text", "The product", required=True),
        Field("moved_at", "timestamp", "When it moved", required=True),
        Field(
            "movement_kind",
            "text",
            "Why it moved",
            required=True,
            allowed=("purchase", "sale", "return", "write_off", "transfer", "correction"),
        ),
        Field("quantity", "quantity", "Units; negative when they left", required=True),
        Field("warehouse", "text", "Where it moved"),
    ),
    falls_back_to_row=True,
)

SUPPLIER = Entity(
    "supplier",
    "Who delivers goods to the company.",
    (
        Field("supplier_id", "text", "Key of the supplier in the source", required=True),
        Field("supplier_name", "text", "Name shown in reports"),
        Field("lead_time_days", "quantity", "Days from order to delivery, as agreed", minimum="0"),
        Field("email", "text", "E-mail address for orders"),
    ),
)

PURCHASE_ORDER = Entity(
    "purchase_order",
    "One product ordered from a supplier.",
    (
        Field(
            "purchase_order_id",
            "text",
            "Key of the row; empty: the row's own identity",
            required=True,
        ),
        Field("supplier_id", "text", "The supplier"),
        Field("product_id", "text", "The product"),
        Field("ordered_at", "timestamp", "When it was ordered", required=True),
        Field("expected_at", "timestamp", "When it is promised for"),
        Field("received_at", "timestamp", "When it came; empty: not yet"),
        Field("quantity", "quantity", "Units ordered", required=True, minimum="0"),
        Field("unit_cost", "price", "Cost of one unit", minimum="0"),
    ),
    falls_back_to_row=True,
)
