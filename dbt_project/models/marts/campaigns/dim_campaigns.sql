with

campaigns as (
    select * from {{ ref('int_campaigns_unioned') }}
),

-- an event may name a campaign that no list of campaigns knows, or not yet
named_campaigns as (
    select
        campaign_id,
        count(case when event_kind = 'sent' then 1 end) as sent_count,
        count(case when event_kind = 'excluded' then 1 end) as excluded_count
    from {{ ref('fct_campaign_events') }}
    group by campaign_id
),

members as (
    select campaign_id from campaigns
    where {{ was_there(local_date('sent_at')) }}
    union
    select campaign_id from named_campaigns
),

-- where no list tells the audience, it is whom the campaign was sent to
final as (
    select
        members.campaign_id,
        coalesce(campaigns.campaign_name, members.campaign_id) as campaign_name,
        campaigns.campaign_channel,
        campaigns.campaign_subject,
        {{ if_come('campaigns.sent_at') }} as sent_at,
        {{ local_date(if_come('campaigns.sent_at')) }} as sent_date,
        {{ whole('coalesce(campaigns.audience_count, nullif(named_campaigns.sent_count, 0))') }}
            as audience_count,
        coalesce(named_campaigns.excluded_count, 0) as excluded_count,
        campaigns.source_name
    from members
    left join campaigns
        on members.campaign_id = campaigns.campaign_id
    left join named_campaigns
        on members.campaign_id = named_campaigns.campaign_id
)

select * from final
