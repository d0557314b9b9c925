with

source as (
    select * from {{ source('landing', 'clients') }}
),

final as (
    select
        client_id,
        client_name,
        client_kind,
        email,
        phone,
        country,
        city,
        language,
        parent_client_id,
        merged_into_id,
        registered_at,
        is_test,
        source_name,
        source_updated_at
    from source
)

select * from final
