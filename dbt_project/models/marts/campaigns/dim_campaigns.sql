with

campaigns as (
    select * from {{ ref('int_campaigns_unioned') }}
),

-- an event may name a campaign that no list of campaigns knows
named_campaigns as (
    select distinct campaign_id from {{ ref('fct_campaign_events') }}
),

members as (
    select campaign_id from campaigns
    where {{ was_there(local_date('sent_at')) }}
    union
    select campaign_id from named_campaigns
),

final as (
    select
        members.campaign_id,
        coalesce(campaigns.campaign_name, members.campaign_id) as campaign_name,
        campaigns.campaign_channel,
        campaigns.campaign_subject,
        {{ if_come('campaigns.sent_at') }} as sent_at,
        {{ local_date(if_come('campaigns.sent_at')) }} as sent_date,
        campaigns.audience_count,
        campaigns.source_name
    from members
    left join campaigns
        on members.campaign_id = campaigns.campaign_id
)

select * from final
