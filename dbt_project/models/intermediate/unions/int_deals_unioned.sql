with

mapped_deals as (
    select * from {{ ref('stg_mapped__deals') }}
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
        is_test
    from mapped_deals
    where created_at < {{ cutoff_at() }}
)

select * from final
