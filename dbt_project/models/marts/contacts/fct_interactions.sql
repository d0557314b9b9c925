with

interactions as (
    select * from {{ ref('int_interactions_judged') }}
),

final as (
    select
        interaction_id,
        client_id,
        employee_id,
        deal_id,
        lead_id,
        request_id,
        thread_id,
        interaction_kind,
        direction,
        started_at,
        started_date,
        ended_at,
        waited_seconds,
        talked_seconds,
        interaction_outcome,
        is_contact,
        is_test,
        source_name
    from interactions
)

select * from final
