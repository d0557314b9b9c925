with

source as (
    select * from {{ source('landing', 'payments') }}
),

final as (
    select
        payment_id,
        order_id,
        client_id,
        paid_at,
        amount,
        payment_method,
        source_name,
        source_updated_at
    from source
)

select * from final
