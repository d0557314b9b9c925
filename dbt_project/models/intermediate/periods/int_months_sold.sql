with

orders as (
    select
        *,
        {{ month_start('order_date') }} as month_start
    from {{ ref('fct_orders') }}
    where is_sale
),

final as (
    select
        month_start,
        {{ money(median('net_order_value')) }} as median_check,
        count(distinct client_id) as buying_client_count
    from orders
    group by month_start
)

select * from final
