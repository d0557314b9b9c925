with

tasks as (
    select * from {{ ref('int_tasks_unioned') }}
),

final as (
    select
        task_id,
        subject
    from tasks
)

select * from final
