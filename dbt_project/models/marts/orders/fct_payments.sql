with

payments as (
    select * from {{ ref('int_payments_unioned') }}
),

orders as (
    select * from {{ ref('int_orders_judged') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

final as (
    select
        payments.payment_id,
        payments.order_id,
        coalesce(payments.client_id, orders.client_id) as client_id,
        payments.paid_at,
        {{ local_date('payments.paid_at') }} as payment_date,
        payments.amount,
        payments.payment_method,
        coalesce(orders.is_test, false) or test_clients.client_id is not null as is_test
    from payments
    left join orders
        on payments.order_id = orders.order_id
    left join test_clients
        on payments.client_id = test_clients.client_id
)

select * from final
