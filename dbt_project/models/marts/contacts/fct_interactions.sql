with

interactions as (
    select * from {{ ref('int_interactions_judged') }}
),

-- an automatic answer, a returned mail and a colleague's word answer nobody
followed_interactions as (
    select
        *,
        case
            when
                direction = 'inbound'
                and is_contact
                and interaction_kind in ('mail', 'message')
                and thread_id is not null
                then min(case when direction = 'outbound' and is_contact then started_at end) over (
                    partition by source_name, thread_id
                    order by started_at, interaction_id
                    rows between 1 following and unbounded following
                )
        end as replied_at
    from interactions
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
        replied_at,
        {{ minutes_between('started_at', 'replied_at') }} as response_minutes,
        is_test,
        source_name
    from followed_interactions
)

select * from final
