with

source as (
    select * from {{ source('landing', 'client_identifiers') }}
),

final as (
    select
        identifier_id,
        client_id,
        identifier_kind,
        identifier_value,
        known_from as known_since_at,
        source_name,
        source_updated_at
    from source
)

select * from final
