with

campaigns as (
    select * from {{ ref('int_campaigns_unioned') }}
),

recipients as (
    select
        campaign_id,
        event_kind,
        coalesce(
            'client ' || client_id, identifier_kind || ' ' || identifier_value, event_id
        ) as recipient
    from {{ ref('int_campaign_events_unioned') }}
),

-- an event may name a campaign that no list of campaigns knows, or not yet; who was sent it twice
-- is one person
named_campaigns as (
    select
        campaign_id,
        count(distinct case when event_kind = 'sent' then recipient end) as sent_count,
        count(distinct case when event_kind = 'excluded' then recipient end) as excluded_count
    from recipients
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
