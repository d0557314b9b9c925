with

mapped_channel_costs as (
    select * from {{ ref('stg_mapped__channel_costs') }}
),

final as (
    select
        cost_id,
        channel_id,
        cost_date,
        amount,
        click_count,
        impression_count,
        campaign_name,
        source_name
    from mapped_channel_costs
    where cost_date <= {{ as_of_date() }}
)

select * from final
