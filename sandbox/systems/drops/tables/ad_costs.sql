select
    strftime(cost_date, '%Y-%m') as _month,
    cost_date,
    channel_id as channel,
    campaign,
    amount as cost,
    clicks,
    impressions
from channel_costs
where cost_date < cast(timezone('Europe/Kyiv', timezone('UTC', getvariable('moment'))) as date)
