with

mapped_deals as (
    select * from {{ ref('stg_mapped__deals') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

final as (
    select
        mapped_deals.deal_id,
        mapped_deals.lead_id,
        {{ surviving_client('mapped_deals') }} as client_id,
        mapped_deals.employee_id,
        mapped_deals.channel_id,
        mapped_deals.funnel_id,
        mapped_deals.created_at,
        mapped_deals.amount,
        mapped_deals.lost_reason,
        mapped_deals.is_test
    from mapped_deals
    left join client_merges
        on mapped_deals.client_id = client_merges.client_id
    where mapped_deals.created_at < {{ cutoff_at() }}
)

select * from final
