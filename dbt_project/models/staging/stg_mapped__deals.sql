with

source as (
    select * from {{ source('landing', 'deals') }}
),

final as (
    select
        deal_id,
        lead_id,
        client_id,
        employee_id,
        channel_id,
        funnel_id,
        created_at,
        amount,
        lost_reason,
        coalesce(is_test, false) as is_test,
        source_name,
        source_updated_at
    from source
)

select * from final
