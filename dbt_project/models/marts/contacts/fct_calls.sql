with

interactions as (
    select * from {{ ref('int_interactions_judged') }}
    where interaction_kind = 'call' and coalesce(interaction_outcome, '') <> 'planned'
),

-- who calls back dials the number that rang, or another one of the same client
followed_calls as (
    select
        *,
        coalesce(
            direction = 'inbound' and not is_answered
            and coalesce(interaction_outcome, cast(talked_seconds as varchar)) is not null,
            false
        ) as is_missed,
        min(case when direction = 'outbound' then started_at end) over (
            partition by identifier_value
            order by started_at, interaction_id
            rows between 1 following and unbounded following
        ) as number_dialled_at,
        min(case when direction = 'outbound' then started_at end) over (
            partition by client_id
            order by started_at, interaction_id
            rows between 1 following and unbounded following
        ) as client_dialled_at
    from interactions
),

returned_calls as (
    select
        *,
        least(
            case when is_missed and identifier_value is not null then number_dialled_at end,
            case when is_missed and client_id is not null then client_dialled_at end
        ) as called_back_at,
        {{ minutes_after('coalesce(ended_at, started_at)', var('call_back_minutes')) }} as due_at
    from followed_calls
),

final as (
    select
        interaction_id,
        client_id,
        employee_id,
        direction,
        queue_name,
        line_name,
        started_at,
        started_date,
        ended_at,
        waited_seconds,
        talked_seconds,
        interaction_outcome,
        is_answered,
        is_missed,
        called_back_at,
        case
            when not is_missed then null
            when called_back_at <= due_at then true
            when due_at <= {{ cutoff_at() }} then false
        end as is_called_back_in_time,
        is_test,
        source_name
    from returned_calls
)

select * from final
