with

orders as (
    select * from {{ ref('int_orders_unioned') }}
),

order_dates as (
    select * from {{ ref('int_orders_dated') }}
),

order_sums as (
    select * from {{ ref('int_order_lines_summed') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

summed_orders as (
    select
        orders.*,
        coalesce(orders.client_id, order_sums.client_id) as known_client_id,
        coalesce(order_sums.line_count, 0) as line_count,
        coalesce(order_sums.item_quantity, 0) as item_quantity,
        coalesce(orders.order_total, order_sums.sale_amount, 0) as total,
        -- an order of gifts, samples or corrections alone sells nothing
        coalesce(order_sums.sale_line_count > 0, orders.order_total > 0, false) as has_sale
    from orders
    left join order_sums
        on orders.order_id = order_sums.order_id
),

judged_orders as (
    select
        summed_orders.order_id,
        summed_orders.known_client_id as client_id,
        coalesce(summed_orders.employee_id, 'unassigned') as employee_id,
        summed_orders.ordered_at,
        order_dates.order_date,
        order_dates.order_status,
        order_dates.completed_at,
        order_dates.completed_date,
        order_dates.cancelled_at,
        order_dates.cancelled_date,
        summed_orders.is_test or test_clients.client_id is not null as is_test,
        summed_orders.has_sale,
        summed_orders.line_count,
        {{ units('summed_orders.item_quantity') }} as item_quantity,
        {{ money('summed_orders.total') }} as order_total,
        summed_orders.order_total is not null as is_total_given,
        summed_orders.channel
    from summed_orders
    inner join order_dates
        on summed_orders.order_id = order_dates.order_id
    left join test_clients
        on summed_orders.known_client_id = test_clients.client_id
),

final as (
    select
        *,
        has_sale and not is_test and order_status <> 'cancelled' as is_sale
    from judged_orders
)

select * from final
