-- every deal is in the funnel or among what it leaves out, once
with

deals_in as (
    select count(*) as deal_count from {{ ref('int_deals_unioned') }}
),

counted_deals as (
    select count(distinct deal_id) as deal_count from {{ ref('fct_deal_funnel_steps') }}
),

omitted_deals as (
    select count(*) as deal_count from {{ ref('fct_funnel_omissions') }}
    where omitted = 'deal'
)

select deals_in.deal_count
from deals_in
cross join counted_deals
cross join omitted_deals
where deals_in.deal_count <> counted_deals.deal_count + omitted_deals.deal_count
