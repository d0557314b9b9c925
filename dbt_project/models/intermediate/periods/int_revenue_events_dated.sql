with

orders as (
    select * from {{ ref('fct_orders') }}
    where is_sale
),

payments as (
    select * from {{ ref('fct_payments') }}
    where not is_test
),

events as (
    select
        'order' as revenue_event,
        client_id,
        order_date as revenue_date,
        order_total as revenue_amount
    from orders
    union all
    select
        'completion' as revenue_event,
        client_id,
        completed_date as revenue_date,
        order_total as revenue_amount
    from orders
    where completed_date is not null
    union all
    select
        'payment' as revenue_event,
        client_id,
        payment_date as revenue_date,
        amount as revenue_amount
    from payments
),

final as (
    select
        client_id,
        revenue_date,
        revenue_amount
    from events
    where revenue_event = '{{ var("revenue_event") }}'
)

select * from final
