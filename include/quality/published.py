"""What is asked of the published tables: their keys, and quantities told twice on their way."""

KEYS = {
    "marts.dim_clients": "client_id",
    "marts.dim_products": "product_id",
    "marts.dim_employees": "employee_id",
    "marts.dim_client_profiles": "client_id",
    "marts.fct_orders": "order_id",
    "marts.fct_order_lines": "line_id",
    "marts.fct_returns": "return_id",
    "marts.fct_payments": "payment_id",
    "marts.fct_employee_days": "employee_id, activity_date",
    "marts.fct_invoices": "invoice_id",
    "marts.fct_leads": "lead_id",
    "marts.fct_deals": "deal_id",
    "marts.fct_deal_funnel_steps": "deal_id, stage_id",
    "marts.fct_interactions": "interaction_id",
    "marts.fct_calls": "interaction_id",
    "marts.fct_requests": "request_id",
    "marts.fct_request_events": "event_id",
    "marts.fct_survey_responses": "response_id",
    "marts.fct_consents": "consent_id",
    "marts.dim_campaigns": "campaign_id",
    "marts.fct_campaign_events": "event_id",
    "marts.fct_channel_costs": "cost_id",
    "marts.fct_web_events": "event_id",
    "marts.fct_purchase_orders": "purchase_order_id",
    "marts.fct_stock_levels": "level_id",
    "marts.fct_stock_movements": "movement_id",
    "marts.ml_client_features": "as_of_date, client_id",
    "insights.client_card": "client_id",
    "insights.client_churn": "as_of_date, client_id",
    "reports.rpt_daily_summary": "report_date",
    "reports.rpt_daily_employees": "report_date, employee_id",
    "reports.rpt_monthly_summary": "month_start",
}

# each pair is one quantity, told twice on its way: the two must be equal to the cent
RECONCILED = {
    "order lines landed = order lines in the mart": (
        "select count(*) from landing.order_lines {known_lines}",
        "select count(*) from marts.fct_order_lines",
    ),
    "returned amount landed = returned amount in the mart": (
        "select sum(amount) from landing.returns where returned_at < {cutoff}",
        "select sum(amount) from marts.fct_returns",
    ),
    "paid amount landed = paid amount in the mart": (
        "select sum(amount) from landing.payments where paid_at < {cutoff}",
        "select sum(amount) from marts.fct_payments",
    ),
    "deals landed = deals in the mart": (
        "select count(*) from landing.deals where created_at < {cutoff}",
        "select count(*) from marts.fct_deals",
    ),
    "contacts landed = contacts in the mart": (
        "select count(*) from landing.interactions where started_at < {cutoff}",
        "select count(*) from marts.fct_interactions",
    ),
    "requests landed = requests in the mart": (
        "select count(*) from landing.requests where created_at < {cutoff}",
        "select count(*) from marts.fct_requests",
    ),
    "steps of requests landed = steps of requests in the mart": (
        "select count(*) from landing.request_events where happened_at < {cutoff}",
        "select count(*) from marts.fct_request_events",
    ),
    "answers to surveys landed = answers to surveys in the mart": (
        "select count(*) from landing.survey_responses where answered_at < {cutoff}",
        "select count(*) from marts.fct_survey_responses",
    ),
    "words on consent landed = words on consent in the mart": (
        "select count(*) from landing.consents where changed_at < {cutoff}",
        "select count(*) from marts.fct_consents",
    ),
    "events of campaigns landed = events of campaigns in the mart": (
        "select count(*) from landing.campaign_events where happened_at < {cutoff}",
        "select count(*) from marts.fct_campaign_events",
    ),
    "visits landed = visits in the mart": (
        "select count(*) from landing.web_events where happened_at < {cutoff}",
        "select count(*) from marts.fct_web_events",
    ),
    "invoiced amount landed = invoiced amount in the mart": (
        "select sum(amount) from landing.invoices where issued_at < {cutoff}",
        "select sum(amount) from marts.fct_invoices",
    ),
    "quantity moved landed = quantity moved in the mart": (
        "select sum(quantity) from landing.stock_movements where moved_at < {cutoff}",
        "select sum(quantity) from marts.fct_stock_movements",
    ),
    "deals won in the mart = deals won in the daily report": (
        "select count(*) from marts.fct_deals where is_in_funnel and outcome = 'won'",
        "select sum(won_count) from reports.rpt_daily_funnel",
    ),
    "sale orders in the mart = new orders in the daily report": (
        "select count(*) from marts.fct_orders where is_sale",
        "select sum(new_order_count) from reports.rpt_daily_summary",
    ),
    "value of sale orders in the mart = new order amount in the daily report": (
        "select sum(order_total) from marts.fct_orders where is_sale",
        "select sum(new_order_amount) from reports.rpt_daily_summary",
    ),
    "new order amount in the daily report = the same by employee": (
        "select sum(new_order_amount) from reports.rpt_daily_summary",
        "select sum(new_order_amount) from reports.rpt_daily_employees",
    ),
    "orders in the daily report = orders in the monthly report": (
        "select sum(new_order_count) from reports.rpt_daily_summary",
        "select sum(order_count) from reports.rpt_monthly_summary",
    ),
}
