with

order_lines as (
    select * from {{ ref('int_order_lines_unioned') }}
),

orders as (
    select * from {{ ref('int_orders_judged') }}
),

returned_lines as (
    select
        line_id,
        sum(quantity) as returned_quantity
    from {{ ref('fct_returns') }}
    where line_id is not null
    group by line_id
),

-- the order decides day and client of its lines; a line without its order says them itself
final as (
    select
        order_lines.line_id,
        order_lines.order_id,
        case
            when orders.order_id is null then order_lines.client_id
            else orders.client_id
        end as client_id,
        order_lines.product_id,
        coalesce(orders.ordered_at, order_lines.ordered_at) as ordered_at,
        case
            when orders.order_id is null then {{ local_date('order_lines.ordered_at') }}
            else orders.order_date
        end as order_date,
        orders.completed_date,
        order_lines.line_kind,
        coalesce(orders.is_sale, false) and order_lines.line_kind = 'sale' as is_sale,
        order_lines.quantity,
        order_lines.unit_price,
        order_lines.line_total,
        order_lines.unit_cost,
        {{ units('coalesce(returned_lines.returned_quantity, 0)') }} as returned_quantity
    from order_lines
    left join orders
        on order_lines.order_id = orders.order_id
    left join returned_lines
        on order_lines.line_id = returned_lines.line_id
)

select * from final
