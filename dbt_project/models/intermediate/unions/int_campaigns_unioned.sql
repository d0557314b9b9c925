with

mapped_campaigns as (
    select * from {{ ref('stg_mapped__campaigns') }}
),

sources as (
    select * from {{ ref('stg_mapped__sources') }}
),

placed_campaigns as (
    select
        mapped_campaigns.*,
        coalesce(sources.source_place, 0) as source_place
    from mapped_campaigns
    left join sources
        on mapped_campaigns.source_name = sources.source_name
),

-- of each field the first source that says something counts
final as (
    select
        campaign_id,
        {{ at_first('campaign_name', 'source_place') }} as campaign_name,
        {{ at_first('campaign_channel', 'source_place') }} as campaign_channel,
        {{ at_first('campaign_subject', 'source_place') }} as campaign_subject,
        {{ at_first('sent_at', 'source_place') }} as sent_at,
        {{ at_first('audience_count', 'source_place') }} as audience_count,
        {{ at_first('source_name', 'source_place') }} as source_name
    from placed_campaigns
    group by campaign_id
)

select * from final
