with

channels as (
    select * from {{ ref('int_channels_unioned') }}
),

-- a lead may name a channel that no list of channels knows
named_channels as (
    select 'unknown' as channel_id
    union
    select channel_id from {{ ref('fct_leads') }}
    union
    select channel_id from {{ ref('fct_deals') }}
    union
    select channel_id from {{ ref('fct_requests') }}
    union
    select channel_id from {{ ref('fct_channel_costs') }}
),

final as (
    select
        channel_id,
        coalesce(channel_name, channel_id) as channel_name,
        channel_kind
    from channels
    union all
    select
        named_channels.channel_id,
        named_channels.channel_id as channel_name,
        null as channel_kind
    from named_channels
    left join channels
        on named_channels.channel_id = channels.channel_id
    where channels.channel_id is null
)

select * from final
