with

source as (
    select * from {{ source('landing', 'consents') }}
),

final as (
    select
        consent_id,
        client_id,
        identifier_kind,
        identifier_value,
        consent_channel,
        purpose,
        is_given,
        changed_at,
        source_name,
        source_updated_at
    from source
)

select * from final
