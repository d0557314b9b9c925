with

source as (
    select * from {{ source('landing', 'channel_costs') }}
),

final as (
    select
        cost_id,
        channel_id,
        cost_date,
        amount,
        {{ whole('clicks') }} as click_count,
        {{ whole('impressions') }} as impression_count,
        campaign_name,
        source_name,
        source_updated_at
    from source
)

select * from final
