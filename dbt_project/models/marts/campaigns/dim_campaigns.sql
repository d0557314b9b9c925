with

campaigns as (
    select * from {{ ref('int_campaigns_unioned') }}
),

-- an event may name a campaign that no list of campaigns knows
named_campaigns as (
    select distinct campaign_id from {{ ref('fct_campaign_events') }}
),

final as (
    select
        campaign_id,
        coalesce(campaign_name, campaign_id) as campaign_name,
        campaign_channel,
        campaign_subject,
        sent_at,
        {{ local_date('sent_at') }} as sent_date,
        audience_count,
        source_name
    from campaigns
    union all
    select
        named_campaigns.campaign_id,
        named_campaigns.campaign_id as campaign_name,
        null as campaign_channel,
        null as campaign_subject,
        null as sent_at,
        null as sent_date,
        null as audience_count,
        null as source_name
    from named_campaigns
    left join campaigns
        on named_campaigns.campaign_id = campaigns.campaign_id
    where campaigns.campaign_id is null
)

select * from final
