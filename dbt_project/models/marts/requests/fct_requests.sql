with

requests as (
    select * from {{ ref('int_requests_unioned') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

final as (
    select
        requests.request_id,
        requests.client_id,
        coalesce(requests.employee_id, 'unassigned') as employee_id,
        coalesce(requests.channel_id, 'unknown') as channel_id,
        requests.request_kind,
        requests.request_priority,
        requests.created_at,
        {{ local_date('requests.created_at') }} as created_date,
        requests.resolved_at,
        {{ local_date('requests.resolved_at') }} as resolved_date,
        test_clients.client_id is not null as is_test,
        requests.source_name
    from requests
    left join test_clients
        on requests.client_id = test_clients.client_id
)

select * from final
