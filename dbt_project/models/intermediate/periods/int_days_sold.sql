with

orders as (
    select * from {{ ref('fct_orders') }}
    where is_sale
),

final as (
    select
        order_date,
        count(*) as new_order_count,
        {{ money('sum(order_total)') }} as new_order_amount,
        {{ money('sum(net_order_value)') }} as restated_net_amount,
        {{ money(median('net_order_value')) }} as median_check,
        count(distinct client_id) as buying_client_count,
        count(case when not has_client then 1 end) as orders_without_client_count,
        {{ money('sum(case when not has_client then order_total else 0 end)') }}
            as sale_amount_without_client
    from orders
    group by order_date
)

select * from final
