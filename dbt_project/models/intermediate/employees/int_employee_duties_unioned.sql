with

tasks as (
    select * from {{ ref('fct_tasks') }}
    where not is_test
),

requests as (
    select * from {{ ref('int_requests_resolved') }}
),

deals as (
    select * from {{ ref('fct_deals') }}
    where not is_test
),

deal_stages as (
    select * from {{ ref('fct_deal_stages') }}
),

-- a deal comes into its first stage by being made, and is moved from then on
final as (
    select
        employee_id,
        completed_date as activity_date,
        'task_completed' as act
    from tasks
    where completed_date is not null
    union all
    select
        employee_id,
        {{ local_date('due_at') }} as activity_date,
        'task_overdue' as act
    from tasks
    where is_late
    union all
    select
        employee_id,
        resolved_date as activity_date,
        'request_resolved' as act
    from requests
    union all
    select
        deal_stages.employee_id,
        deal_stages.entered_date as activity_date,
        'deal_moved' as act
    from deal_stages
    inner join deals
        on deal_stages.deal_id = deals.deal_id
    where deal_stages.stay_number > 1
)

select * from final
