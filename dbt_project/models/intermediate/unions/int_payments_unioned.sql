with

mapped_payments as (
    select * from {{ ref('stg_mapped__payments') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

final as (
    select
        mapped_payments.payment_id,
        mapped_payments.order_id,
        {{ surviving_client('mapped_payments') }} as client_id,
        mapped_payments.paid_at,
        mapped_payments.amount,
        mapped_payments.payment_method
    from mapped_payments
    left join client_merges
        on mapped_payments.client_id = client_merges.client_id
    where mapped_payments.paid_at < {{ cutoff_at() }}
)

select * from final
