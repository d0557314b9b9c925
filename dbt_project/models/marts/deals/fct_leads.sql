with

leads as (
    select * from {{ ref('int_leads_unioned') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

lead_deals as (
    select
        lead_id,
        count(*) as deal_count,
        count(case when outcome = 'won' then 1 end) as won_deal_count
    from {{ ref('fct_deals') }}
    where lead_id is not null and not is_test
    group by lead_id
),

final as (
    select
        leads.lead_id,
        leads.client_id,
        coalesce(leads.employee_id, 'unassigned') as employee_id,
        coalesce(leads.channel_id, 'unknown') as channel_id,
        leads.landing_page,
        leads.created_at,
        {{ local_date('leads.created_at') }} as created_date,
        leads.lost_at,
        leads.lost_reason,
        coalesce(lead_deals.deal_count, 0) as deal_count,
        coalesce(lead_deals.won_deal_count, 0) as won_deal_count,
        leads.is_test or test_clients.client_id is not null as is_test
    from leads
    left join test_clients
        on leads.client_id = test_clients.client_id
    left join lead_deals
        on leads.lead_id = lead_deals.lead_id
)

select * from final
