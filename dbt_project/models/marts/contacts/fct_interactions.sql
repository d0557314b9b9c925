with

interactions as (
    select * from {{ ref('int_interactions_unioned') }}
),

deals as (
    select * from {{ ref('int_deals_judged') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

-- a comment on a deal names no client, and the deal does
known_interactions as (
    select
        interactions.*,
        coalesce(interactions.client_id, deals.client_id) as known_client_id,
        coalesce(deals.is_test, false) as has_test_deal
    from interactions
    left join deals
        on interactions.deal_id = deals.deal_id
),

final as (
    select
        known_interactions.interaction_id,
        known_interactions.known_client_id as client_id,
        coalesce(known_interactions.employee_id, 'unassigned') as employee_id,
        known_interactions.deal_id,
        known_interactions.lead_id,
        known_interactions.request_id,
        known_interactions.thread_id,
        known_interactions.interaction_kind,
        known_interactions.direction,
        known_interactions.started_at,
        {{ local_date('known_interactions.started_at') }} as started_date,
        known_interactions.ended_at,
        known_interactions.waited_seconds,
        known_interactions.talked_seconds,
        known_interactions.interaction_outcome,
        known_interactions.has_test_deal or test_clients.client_id is not null as is_test,
        known_interactions.source_name
    from known_interactions
    left join test_clients
        on known_interactions.known_client_id = test_clients.client_id
)

select * from final
