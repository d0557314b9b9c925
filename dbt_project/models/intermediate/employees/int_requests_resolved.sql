with

requests as (
    select * from {{ ref('fct_requests') }}
    where resolved_at is not null and not is_test
),

request_events as (
    select * from {{ ref('fct_request_events') }}
    where employee_id is not null
),

-- who owns a request now is not who closed it then: the last to move it by that moment did, which
-- may be told in whole seconds while the move is not
ranked_steps as (
    select
        requests.request_id,
        request_events.employee_id,
        row_number() over (
            partition by requests.request_id
            order by request_events.happened_at desc, request_events.event_id desc
        ) as recency_rank
    from requests
    inner join request_events
        on
            requests.request_id = request_events.request_id
            and request_events.happened_at < {{ seconds_after('requests.resolved_at', 1) }}
),

final as (
    select
        requests.request_id,
        coalesce(ranked_steps.employee_id, requests.employee_id) as employee_id,
        requests.client_id,
        requests.resolved_date
    from requests
    left join ranked_steps
        on
            requests.request_id = ranked_steps.request_id
            and ranked_steps.recency_rank = 1
)

select * from final
