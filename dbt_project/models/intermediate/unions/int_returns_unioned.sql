with

mapped_returns as (
    select * from {{ ref('stg_mapped__returns') }}
),

final as (
    select
        return_id,
        return_document_id,
        order_id,
        client_id,
        product_id,
        returned_at,
        quantity,
        amount
    from mapped_returns
    where returned_at < {{ cutoff_at() }}
)

select * from final
