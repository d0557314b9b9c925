with

returns as (
    select * from {{ ref('int_returns_unioned') }}
),

order_lines as (
    select * from {{ ref('int_order_lines_unioned') }}
    where line_kind = 'sale'
),

sale_orders as (
    select * from {{ ref('int_orders_judged') }}
    where is_sale
),

named_orders as (
    select distinct order_id from returns
    where order_id is not null
),

sought_pairs as (
    select distinct
        client_id,
        product_id
    from returns
    where order_id is null
),

-- few sales are ever taken back: leave out the rest before anything is compared
final as (
    select
        order_lines.line_id,
        order_lines.order_id,
        order_lines.product_id,
        order_lines.quantity as sold_quantity,
        sale_orders.client_id,
        sale_orders.ordered_at
    from order_lines
    inner join sale_orders
        on order_lines.order_id = sale_orders.order_id
    left join named_orders
        on order_lines.order_id = named_orders.order_id
    left join sought_pairs
        on
            order_lines.product_id = sought_pairs.product_id
            and sale_orders.client_id = sought_pairs.client_id
    where
        named_orders.order_id is not null
        or sought_pairs.product_id is not null
)

select * from final
