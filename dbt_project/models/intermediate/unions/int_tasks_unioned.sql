with

mapped_tasks as (
    select * from {{ ref('stg_mapped__tasks') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

final as (
    select
        mapped_tasks.task_id,
        mapped_tasks.employee_id,
        {{ surviving_client('mapped_tasks') }} as client_id,
        mapped_tasks.deal_id,
        mapped_tasks.subject,
        mapped_tasks.created_at,
        mapped_tasks.due_at,
        {{ if_come('mapped_tasks.completed_at') }} as completed_at,
        mapped_tasks.source_name
    from mapped_tasks
    left join client_merges
        on mapped_tasks.client_id = client_merges.client_id
    where mapped_tasks.created_at < {{ cutoff_at() }}
)

select * from final
