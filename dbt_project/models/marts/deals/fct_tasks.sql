with

tasks as (
    select * from {{ ref('int_tasks_unioned') }}
),

deals as (
    select * from {{ ref('int_deals_judged') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

known_tasks as (
    select
        tasks.*,
        coalesce(tasks.client_id, deals.client_id) as known_client_id,
        coalesce(deals.is_test, false) as has_test_deal
    from tasks
    left join deals
        on tasks.deal_id = deals.deal_id
),

final as (
    select
        known_tasks.task_id,
        known_tasks.deal_id,
        known_tasks.known_client_id as client_id,
        coalesce(known_tasks.employee_id, 'unassigned') as employee_id,
        known_tasks.created_at,
        {{ local_date('known_tasks.created_at') }} as created_date,
        known_tasks.due_at,
        known_tasks.completed_at,
        {{ local_date('known_tasks.completed_at') }} as completed_date,
        coalesce(
            known_tasks.due_at < coalesce(known_tasks.completed_at, {{ cutoff_at() }}), false
        ) as is_late,
        known_tasks.has_test_deal or test_clients.client_id is not null as is_test,
        known_tasks.source_name
    from known_tasks
    left join test_clients
        on known_tasks.known_client_id = test_clients.client_id
)

select * from final
