with

source as (
    select * from {{ source('landing', 'returns') }}
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
        amount,
        source_name,
        source_updated_at
    from source
)

select * from final
