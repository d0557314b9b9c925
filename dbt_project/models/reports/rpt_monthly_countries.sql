with

clients as (
    select * from {{ ref('dim_clients') }}
),

-- orders count when they are placed, revenue when the company says it is earned
documents as (
    select
        {{ month_start('order_date') }} as month_start,
        client_id,
        1 as order_count,
        0 as revenue_amount,
        client_id as buying_client_id
    from {{ ref('fct_orders') }}
    where is_sale
    union all
    select
        {{ month_start('revenue_date') }} as month_start,
        client_id,
        0 as order_count,
        revenue_amount,
        null as buying_client_id
    from {{ ref('int_revenue_events_dated') }}
),

country_months as (
    select
        documents.month_start,
        coalesce(clients.country, 'unknown') as country,
        {{ whole('sum(documents.order_count)') }} as order_count,
        {{ money('sum(documents.revenue_amount)') }} as revenue_amount,
        count(distinct documents.buying_client_id) as client_count
    from documents
    left join clients
        on documents.client_id = clients.client_id
    group by documents.month_start, coalesce(clients.country, 'unknown')
),

shared_months as (
    select
        *,
        {{ money('sum(revenue_amount) over (partition by month_start)') }}
            as company_revenue_amount
    from country_months
),

final as (
    select
        month_start,
        country,
        order_count,
        revenue_amount,
        client_count,
        company_revenue_amount,
        {{ pct('revenue_amount', 'company_revenue_amount') }} as share_pct,
        row_number() over (
            partition by month_start
            order by revenue_amount desc, country asc
        ) as rank
    from shared_months
)

select * from final
