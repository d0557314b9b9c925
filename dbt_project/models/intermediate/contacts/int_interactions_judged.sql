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

-- a comment on a deal names no client, and the deal does; a voicemail answers nobody,
-- and of a call that was missed the seconds are those it rang
known_interactions as (
    select
        interactions.*,
        coalesce(interactions.client_id, deals.client_id) as known_client_id,
        coalesce(deals.is_test, false) as has_test_deal,
        coalesce(interactions.interaction_outcome, '') as told_outcome,
        interactions.interaction_kind = 'call' and (
            coalesce(interactions.interaction_outcome in ('answered', 'completed'), false)
            or (
                coalesce(interactions.talked_seconds > 0, false)
                and coalesce(
                    interactions.interaction_outcome
                    not in ('voicemail', 'missed', 'planned', 'cancelled'),
                    true
                )
            )
        ) as is_answered
    from interactions
    left join deals
        on interactions.deal_id = deals.deal_id
),

final as (
    select
        known_interactions.interaction_id,
        known_interactions.known_client_id as client_id,
        known_interactions.identifier_value,
        coalesce(known_interactions.employee_id, 'unassigned') as employee_id,
        known_interactions.deal_id,
        known_interactions.lead_id,
        known_interactions.request_id,
        known_interactions.thread_id,
        known_interactions.interaction_kind,
        known_interactions.direction,
        known_interactions.queue_name,
        known_interactions.line_name,
        known_interactions.started_at,
        {{ local_date('known_interactions.started_at') }} as started_date,
        known_interactions.ended_at,
        known_interactions.waited_seconds,
        known_interactions.talked_seconds,
        known_interactions.interaction_outcome,
        known_interactions.is_answered,
        case
            when known_interactions.interaction_kind = 'comment' then false
            when known_interactions.direction = 'internal' then false
            when known_interactions.interaction_kind = 'call' then known_interactions.is_answered
            else known_interactions.told_outcome not in (
                'planned', 'cancelled', 'auto_reply', 'bounce'
            )
        end as is_contact,
        known_interactions.has_test_deal or test_clients.client_id is not null as is_test,
        known_interactions.source_name
    from known_interactions
    left join test_clients
        on known_interactions.known_client_id = test_clients.client_id
)

select * from final
