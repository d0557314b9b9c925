"""Every table of the company that does not exist: its columns and their types, in order."""

import pyarrow as pa

TYPES = {
    "id": pa.int64(),
    "num": pa.int64(),
    "real": pa.float64(),
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "flag": pa.bool_(),
    "at": pa.timestamp("us"),
    "day": pa.date32(),
    "money": pa.decimal128(14, 2),
}

WORLD = {
    "employees": """employee_id id, full_name text, email text, extension text, role text,
        unit text, hired_on day, left_on day""",
    "schedules": "employee_id id, work_date day, starts_at at, ends_at at",
    "absences": "absence_id id, employee_id id, kind text, first_day day, last_day day",
    "channels": "channel_id text, name text, kind text",
    "channel_costs": """cost_date day, channel_id text, campaign text, amount money,
        clicks num, impressions num""",
    "products": """product_id id, sku text, title text, category text, price money, cost money,
        discontinued_at at, supplier_id id, is_service flag""",
    "suppliers": "supplier_id id, name text, lead_time_days num, email text",
    "purchase_orders": """purchase_order_id id, supplier_id id, product_id id, quantity num,
        unit_cost money, ordered_at at, expected_at at, received_at at""",
    "stock_movements": "movement_id id, product_id id, moved_at at, kind text, quantity num",
    "stock_levels": "product_id id, measured_at at, quantity num",
    "clients": """client_id id, unit text, kind text, parent_client_id id, name text,
        first_name text, last_name text, email text, phone text, city text, country text,
        language text, channel_id text, created_at at, updated_at at, is_test flag,
        in_shop flag, in_crm flag, merged_into_id id, merged_at at, removed_at at,
        telegram_id id, has_mailing flag, anonymous_ids texts""",
    "leads": """lead_id id, unit text, client_id id, employee_id id, channel_id text,
        created_at at, updated_at at, landing_page text, lost_at at, lost_reason text,
        contact_name text, contact_phone text, contact_email text""",
    "deals": """deal_id id, unit text, lead_id id, client_id id, employee_id id, created_at at,
        updated_at at, amount money, title text, lost_reason text, loss_comment text,
        removed_at at""",
    "deal_moves": "move_id id, deal_id id, unit text, stage text, moved_at at, employee_id id",
    "orders": """order_id id, unit text, client_id id, employee_id id, deal_id id, channel text,
        created_at at, entered_at at, done_at at, void_at at, updated_at at, is_test flag,
        removed_at at""",
    "order_lines": """line_id id, order_id id, unit text, product_id id, kind text,
        quantity num, price money, cost money""",
    "payments": "payment_id id, order_id id, unit text, paid_at at, amount money, method text",
    "refunds": """refund_id id, order_id id, client_id id, unit text, product_id id,
        created_at at, quantity num, amount money""",
    "invoices": """invoice_id id, order_id id, client_id id, unit text, number text,
        issued_at at, due_on day, amount money, paid_at at""",
    "documents": """document_id id, deal_id id, client_id id, unit text, kind text, status text,
        created_at at, signed_at at""",
    "tasks": """task_id id, deal_id id, client_id id, employee_id id, subject text,
        created_at at, due_at at, completed_at at""",
    "meetings": """meeting_id id, client_id id, deal_id id, employee_id id, subject text,
        starts_at at, ends_at at""",
    "plans": "period_month day, employee_id id, amount money, valid_from day",
}

TEXTS = {
    "calls": """call_id id, system text, client_id id, phone text, direction text, started_at at,
        answered_at at, ended_at at, employee_id id, queue text, waited_seconds num,
        talked_seconds num, outcome text, callback_of id""",
    "mails": """mail_id id, thread_id id, client_id id, direction text, from_address text,
        to_address text, subject text, body text, sent_at at, kind text, in_reply_to id""",
    "chats": """message_id id, chat_id id, telegram_id id, client_id id, author text,
        employee_id id, sent_at at, text text""",
    "comments": "comment_id id, deal_id id, employee_id id, created_at at, text text",
    "web_hits": """hit_id text, anonymous_id text, client_id id, happened_at at, kind text,
        url text, referrer text, utm_source text, utm_medium text, utm_campaign text""",
    "requests": """request_id id, unit text, client_id id, employee_id id, subject text,
        text text, language text, priority text, created_at at, resolved_at at""",
    "request_events": """event_id id, request_id id, unit text, step text, happened_at at,
        employee_id id""",
    "campaigns": """campaign_id id, system text, name text, subject text, sent_at at,
        audience_count num, holdout_share real""",
    "campaign_members": "campaign_id id, client_id id, is_holdout flag",
    "campaign_events": """event_id id, campaign_id id, system text, client_id id, email text,
        kind text, happened_at at, url text""",
    "consents": """consent_id id, client_id id, channel text, purpose text, is_given flag,
        changed_at at""",
    "surveys": """response_id id, kind text, client_id id, email text, score num, comment text,
        asked_at at, answered_at at, request_id id, order_id id""",
    "reviews": """review_id id, client_id id, product_id id, rating num, text text,
        language text, written_at at""",
}

TRUTH = {
    "truth/who_is_who": "client_id id, person_id id, household_id id",
    "truth/gone": "client_id id, gone_since at",
    "truth/rhythms": "client_id id, mean_gap_days real",
    "truth/lifts": "campaign_id id, lift real",
    "truth/pairs": "product_a id, product_b id, strength real",
    "truth/labels": """text_kind text, text_id id, language text, sentiment text, topic text,
        objection text, need text""",
    "truth/plan_gaps": "period_month day, employee_id id, cause text, amount money",
    "truth/lost_sales": "period_month day, unit text, employee_id id, amount money",
    "truth/channel_quality": "channel_id text, quality real",
    "truth/employee_skill": "employee_id id, skill real",
    "truth/planted": "kind text, table_name text, row_id text, note text",
}


def _schema(columns: str) -> pa.Schema:
    pairs = (column.split() for column in columns.split(","))
    return pa.schema([(name, TYPES[kind]) for name, kind in pairs])


SCHEMAS = {name: _schema(columns) for name, columns in {**WORLD, **TEXTS, **TRUTH}.items()}
