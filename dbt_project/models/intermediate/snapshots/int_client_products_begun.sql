with

order_lines as (
    select * from {{ ref('fct_order_lines') }}
    where line_kind = 'sale' and product_id is not null and client_id is not null
),

test_orders as (
    select order_id from {{ ref('fct_orders') }}
    where is_test
),

-- what was cancelled or came back was wanted too, and a past count never changes
first_dates as (
    select
        order_lines.client_id,
        order_lines.product_id,
        min(order_lines.order_date) as first_order_date
    from order_lines
    left join test_orders
        on order_lines.order_id = test_orders.order_id
    where test_orders.order_id is null
    group by order_lines.client_id, order_lines.product_id
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
