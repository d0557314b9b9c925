with

mapped_clients as (
    select * from {{ ref('stg_mapped__clients') }}
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
        is_test,
        source_name
    from mapped_clients
)

select * from final
