-- a past day that is built anew would tell what came after it; of what is to come only plans,
-- schedules and terms are there
{% set moments = {
    'dim_campaigns': ['sent_at'],
    'dim_client_profiles': ['first_order_date', 'last_order_date', 'last_kept_order_date'],
    'dim_clients': ['registered_at'],
    'fct_calls': ['started_at', 'ended_at', 'called_back_at'],
    'fct_calls': ['started_at', 'ended_at', 'called_back_at'],
    'fct_campaign_events': ['happened_at'],
    'fct_channel_costs': ['cost_date'],
    'fct_cohort_retention': ['cohort_month'],
    'fct_consents': ['changed_at'],
    'fct_deal_stages': ['entered_at', 'left_at'],
    'fct_deals': ['created_at', 'first_contact_date', 'entered_at', 'closed_at'],
    'fct_documents': ['created_at', 'signed_at'],
    'fct_employee_days': ['activity_date'],
    'fct_funnel': ['period_month'],
    'fct_funnel_omissions': ['happened_at'],
    'fct_interactions': ['started_at', 'ended_at', 'replied_at'],
    'fct_invoices': ['issued_at', 'paid_at'],
    'fct_leads': ['created_at', 'lost_at'],
    'fct_order_lines': ['ordered_at', 'completed_date'],
    'fct_orders': ['ordered_at', 'completed_at', 'cancelled_at'],
    'fct_payments': ['paid_at'],
    'fct_purchase_orders': ['ordered_at', 'received_at'],
    'fct_request_events': ['happened_at'],
    'fct_requests': ['created_at', 'resolved_at'],
    'fct_returns': ['returned_at'],
    'fct_stock_levels': ['measured_at'],
    'fct_stock_movements': ['moved_at'],
    'fct_survey_responses': ['asked_at', 'answered_at'],
    'fct_tasks': ['created_at', 'completed_at'],
    'fct_web_events': ['happened_at'],
    'ml_basket_features': ['order_date'],
    'ml_client_features': ['first_visit_date', 'last_visit_date', 'next_visit_date'],
    'ml_product_features': ['discontinued_at'],
    'ml_sales_daily_features': ['series_date'],
} %}

{% for mart, columns in moments.items() %}
    {% for column in columns %}
        {% set day = local_date(column) if column.endswith('_at') else column %}
        select
            '{{ mart }}' as mart,
            '{{ column }}' as moment,
            max({{ column }}) as latest
        from {{ ref(mart) }}
        having not {{ was_there('max(' ~ day ~ ')') }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
