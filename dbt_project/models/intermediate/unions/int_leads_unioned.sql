with

mapped_leads as (
    select * from {{ ref('stg_mapped__leads') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

final as (
    select
        mapped_leads.lead_id,
        {{ surviving_client('mapped_leads') }} as client_id,
        mapped_leads.employee_id,
        mapped_leads.channel_id,
        mapped_leads.created_at,
        mapped_leads.landing_page,
        {{ if_come('mapped_leads.lost_at') }} as lost_at,
        case
            when coalesce(mapped_leads.lost_at < {{ cutoff_at() }}, true)
                then mapped_leads.lost_reason
        end as lost_reason,
        mapped_leads.is_test
    from mapped_leads
    left join client_merges
        on mapped_leads.client_id = client_merges.client_id
    where mapped_leads.created_at < {{ cutoff_at() }}
)

select * from final
