with

deals as (
    select * from {{ ref('int_deals_unioned') }}
),

leads as (
    select * from {{ ref('int_leads_unioned') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

first_funnels as (
    select distinct funnel_id from {{ ref('int_funnel_stages_listed') }}
    where funnel_rank = 1
),

-- what a deal does not say itself, its lead says
known_deals as (
    select
        deals.deal_id,
        deals.lead_id,
        coalesce(deals.client_id, leads.client_id) as client_id,
        coalesce(deals.employee_id, 'unassigned') as employee_id,
        coalesce(deals.channel_id, leads.channel_id, 'unknown') as channel_id,
        leads.landing_page,
        coalesce(deals.funnel_id, first_funnels.funnel_id) as funnel_id,
        deals.created_at,
        coalesce(leads.created_at, deals.created_at) as first_contact_at,
        deals.amount,
        coalesce(deals.lost_reason, leads.lost_reason) as lost_reason,
        deals.is_test or coalesce(leads.is_test, false) as is_test
    from deals
    left join leads
        on deals.lead_id = leads.lead_id
    left join first_funnels
        on deals.funnel_id is null
),

final as (
    select
        known_deals.deal_id,
        known_deals.lead_id,
        known_deals.client_id,
        known_deals.employee_id,
        known_deals.channel_id,
        known_deals.landing_page,
        known_deals.funnel_id,
        known_deals.created_at,
        known_deals.first_contact_at,
        known_deals.amount,
        known_deals.lost_reason,
        known_deals.is_test or test_clients.client_id is not null as is_test
    from known_deals
    left join test_clients
        on known_deals.client_id = test_clients.client_id
)

select * from final
