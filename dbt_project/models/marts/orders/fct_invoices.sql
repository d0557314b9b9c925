with

invoices as (
    select * from {{ ref('int_invoices_unioned') }}
),

orders as (
    select * from {{ ref('int_orders_judged') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

known_invoices as (
    select
        invoices.*,
        coalesce(invoices.client_id, orders.client_id) as known_client_id,
        coalesce(orders.is_test, false) as has_test_order
    from invoices
    left join orders
        on invoices.order_id = orders.order_id
),

final as (
    select
        known_invoices.invoice_id,
        known_invoices.order_id,
        known_invoices.known_client_id as client_id,
        known_invoices.issued_at,
        {{ local_date('known_invoices.issued_at') }} as issued_date,
        known_invoices.due_on,
        known_invoices.amount,
        known_invoices.paid_at,
        {{ local_date('known_invoices.paid_at') }} as paid_date,
        known_invoices.invoice_status,
        -- the day after the last is late, and the day of the report is over
        coalesce(
            known_invoices.due_on
            < coalesce(
                {{ local_date('known_invoices.paid_at') }}, {{ add_days(as_of_date(), 1) }}
            ),
            false
        ) as is_late,
        known_invoices.has_test_order or test_clients.client_id is not null as is_test,
        known_invoices.source_name
    from known_invoices
    left join test_clients
        on known_invoices.known_client_id = test_clients.client_id
)

select * from final
