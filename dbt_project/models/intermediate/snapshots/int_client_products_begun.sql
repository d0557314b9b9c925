with

order_lines as (
    select * from {{ ref('fct_order_lines') }}
    where line_kind = 'sale' and product_id is not null
),

orders as (
    select * from {{ ref('fct_orders') }}
    where has_sale and not is_test and has_client
),

-- what was cancelled or came back was wanted too, and a past count never changes
first_dates as (
    select
        orders.client_id,
        order_lines.product_id,
        min(orders.order_date) as first_order_date
    from order_lines
    inner join orders
        on order_lines.order_id = orders.order_id
    group by orders.client_id, order_lines.product_id
),

final as (
    select
        client_id,
        first_order_date,
        count(*) as new_product_count
    from first_dates
    group by client_id, first_order_date
)

select * from final
