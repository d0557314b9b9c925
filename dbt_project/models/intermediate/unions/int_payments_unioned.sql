with

mapped_payments as (
    select * from {{ ref('stg_mapped__payments') }}
),

final as (
    select
        payment_id,
        order_id,
        client_id,
        paid_at,
        amount,
        payment_method
    from mapped_payments
    where paid_at < {{ cutoff_at() }}
)

select * from final
