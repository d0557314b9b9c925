with

channel_costs as (
    select * from {{ ref('int_channel_costs_unioned') }}
),

final as (
    select
        cost_id,
        channel_id,
        campaign_name,
        cost_date,
        amount,
        click_count,
        impression_count,
        source_name
    from channel_costs
)

select * from final
