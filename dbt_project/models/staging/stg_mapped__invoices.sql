with

source as (
    select * from {{ source('landing', 'invoices') }}
),

final as (
    select
        invoice_id,
        order_id,
        client_id,
        issued_at,
        due_on,
        amount,
        paid_at,
        status as invoice_status,
        source_name,
        source_updated_at
    from source
)

select * from final
