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
        registered_at,
        coalesce(is_test, false) as is_test,
        source_name,
        source_updated_at
    from source
)

select * from final
