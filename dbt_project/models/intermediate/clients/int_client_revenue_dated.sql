with

orders as (
    select * from {{ ref('fct_orders') }}
    where is_sale and has_client
),

returns as (
    select * from {{ ref('fct_returns') }}
    where not is_test and client_id is not null
),

final as (
    select
        client_id,
        order_date as event_date,
        order_total as net_revenue
    from orders
    union all
    select
        client_id,
        return_date as event_date,
        -amount as net_revenue
    from returns
)

select * from final
