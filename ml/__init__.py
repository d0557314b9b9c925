"""What may happen: one module per question, all of one shape (`ml.contract`)."""

MODELS = (
    "sales_forecast",
    "associations",
    "recommendations",
    "lifetime_value",
    "churn",
)
