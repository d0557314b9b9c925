with

orders as (
    select * from {{ ref('int_orders_judged') }}
),

returned_orders as (
    select
        order_id,
        sum(amount) as returned_amount,
        sum(case when line_id is not null then quantity else 0 end) as returned_quantity
    from {{ ref('fct_returns') }}
    where order_id is not null
    group by order_id
),

paid_orders as (
    select
        order_id,
        sum(amount) as paid_amount
    from {{ ref('fct_payments') }}
    where order_id is not null
    group by order_id
),

final as (
    select
        orders.order_id,
        orders.client_id,
        orders.employee_id,
        orders.ordered_at,
        orders.order_date,
        orders.order_status,
        orders.completed_at,
        orders.completed_date,
        orders.cancelled_at,
        orders.cancelled_date,
        orders.is_test,
        orders.has_sale,
        orders.is_sale,
        orders.client_id is not null as has_client,
        orders.line_count,
        orders.item_quantity,
        orders.order_total,
        orders.is_total_given,
        {{ money('coalesce(returned_orders.returned_amount, 0)') }} as returned_amount,
        {{ money('orders.order_total - coalesce(returned_orders.returned_amount, 0)') }}
            as net_order_value,
        -- goods or money: either brought back in full leaves nothing of the order
        coalesce(
            (orders.order_total > 0 and returned_orders.returned_amount >= orders.order_total)
            or (
                orders.item_quantity > 0
                and returned_orders.returned_quantity >= orders.item_quantity
            ),
            false
        ) as is_wholly_returned,
        {{ money('coalesce(paid_orders.paid_amount, 0)') }} as paid_amount,
        orders.channel
    from orders
    left join returned_orders
        on orders.order_id = returned_orders.order_id
    left join paid_orders
        on orders.order_id = paid_orders.order_id
)

select * from final
