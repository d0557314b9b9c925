with

order_lines as (
    select * from {{ ref('fct_order_lines') }}
    where is_sale and client_id is not null and product_id is not null
),

ranked_orders as (
    select
        *,
        dense_rank() over (
            partition by client_id order by ordered_at desc, order_id desc
        ) as recency_rank
    from order_lines
),

final as (
    select distinct
        client_id,
        product_id
    from ranked_orders
    where recency_rank = 1
)

select * from final
