with

mapped_leads as (
    select * from {{ ref('stg_mapped__leads') }}
),

final as (
    select
        lead_id,
        client_id,
        employee_id,
        channel_id,
        created_at,
        landing_page,
        case when lost_at < {{ cutoff_at() }} then lost_at end as lost_at,
        case when coalesce(lost_at < {{ cutoff_at() }}, true) then lost_reason end as lost_reason,
        is_test
    from mapped_leads
    where created_at < {{ cutoff_at() }}
)

select * from final
