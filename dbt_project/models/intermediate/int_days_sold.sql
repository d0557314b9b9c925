with

orders as (
    select * from {{ ref('fct_orders') }}
    where is_sale
),

final as (
    select
        order_date,
        count(*) as new_order_count,
        sum(order_total) as new_order_amount,
        sum(net_order_value) as restated_net_amount,
        {{ median('net_order_value') }} as median_check,
        count(distinct client_id) as buying_client_count,
        count(case when not has_client then 1 end) as orders_without_client_count,
        sum(case when not has_client then order_total else 0 end) as sale_amount_without_client
    from orders
    group by order_date
)

select * from final
