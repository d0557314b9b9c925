with

orders as (
    select * from {{ ref('fct_orders') }}
    where not is_test
),

returns as (
    select * from {{ ref('fct_returns') }}
    where not is_test
),

payments as (
    select * from {{ ref('fct_payments') }}
    where not is_test
),

final as (
    select
        employee_id,
        order_date as activity_date,
        'new' as act,
        client_id,
        order_total as amount
    from orders
    where is_sale
    union all
    select
        employee_id,
        completed_date as activity_date,
        'completed' as act,
        client_id,
        order_total as amount
    from orders
    where is_sale and completed_date is not null
    union all
    select
        employee_id,
        cancelled_date as activity_date,
        'cancelled' as act,
        client_id,
        order_total as amount
    from orders
    where has_sale and order_status = 'cancelled'
    union all
    select
        coalesce(orders.employee_id, 'unassigned') as employee_id,
        returns.return_date as activity_date,
        'returned' as act,
        returns.client_id,
        returns.amount
    from returns
    left join orders
        on returns.order_id = orders.order_id
    union all
    select
        coalesce(orders.employee_id, 'unassigned') as employee_id,
        payments.payment_date as activity_date,
        'paid' as act,
        payments.client_id,
        payments.amount
    from payments
    left join orders
        on payments.order_id = orders.order_id
)

select * from final
