with

source as (
    select * from {{ source('landing', 'documents') }}
),

final as (
    select
        document_id,
        document_kind,
        deal_id,
        client_id,
        created_at,
        status as document_status,
        signed_at,
        source_name,
        source_updated_at
    from source
)

select * from final
