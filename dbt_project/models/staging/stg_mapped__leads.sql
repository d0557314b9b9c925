with

source as (
    select * from {{ source('landing', 'leads') }}
),

final as (
    select
        lead_id,
        client_id,
        employee_id,
        channel_id,
        created_at,
        landing_page,
        lost_at,
        lost_reason,
        coalesce(is_test, false) as is_test,
        source_name,
        source_updated_at
    from source
)

select * from final
