-- a past day that is built anew would tell what came after it
{% set marts = [
    'dim_campaigns',
    'dim_channels',
    'dim_client_profiles',
    'dim_clients',
    'dim_dates',
    'dim_employees',
    'dim_products',
    'dim_suppliers',
    'fct_absences',
    'fct_calls',
    'fct_campaign_events',
    'fct_channel_costs',
    'fct_cohort_retention',
    'fct_consents',
    'fct_deal_funnel_steps',
    'fct_deal_stages',
    'fct_deals',
    'fct_documents',
    'fct_employee_days',
    'fct_employee_schedules',
    'fct_funnel',
    'fct_funnel_omissions',
    'fct_interactions',
    'fct_invoices',
    'fct_leads',
    'fct_order_lines',
    'fct_orders',
    'fct_payments',
    'fct_purchase_orders',
    'fct_request_events',
    'fct_requests',
    'fct_returns',
    'fct_sales_plans',
    'fct_stock_levels',
    'fct_stock_movements',
    'fct_survey_responses',
    'fct_tasks',
    'fct_web_events',
    'ml_basket_features',
    'ml_client_features',
    'ml_product_features',
    'ml_sales_daily_features',
] %}

{% set to_come = {
    'the calendar': ['dim_dates.calendar_date', 'dim_dates.month_start', 'dim_dates.month_end'],
    'what a habit lets expect': ['dim_client_profiles.expected_next_order_date'],
    'work and leave, known ahead': [
        'fct_absences.first_day',
        'fct_absences.last_day',
        'fct_employee_schedules.work_date',
        'fct_employee_schedules.starts_at',
        'fct_employee_schedules.ends_at',
    ],
    'plans, made and mended ahead': ['fct_sales_plans.period_month', 'fct_sales_plans.valid_from'],
    'terms': [
        'fct_invoices.due_on',
        'fct_purchase_orders.expected_at',
        'fct_purchase_orders.expected_date',
        'fct_tasks.due_at',
    ],
} %}

{% for mart in marts %}
    {% set relation = ref(mart) %}
    {% for moment in moments_of(mart).split() if moment not in to_come.values() | sum(start=[]) %}
        {% set column = moment.split('.')[1] %}
        {% set day = local_date(column) if column.endswith('_at') else column %}
        select
            '{{ moment }}' as moment,
            max({{ column }}) as latest
        from {{ relation }}
        having not {{ was_there('max(' ~ day ~ ')') }}
        union all
    {% endfor %}
{% endfor %}
select
    null as moment,
    null as latest
where false
