with

source as (
    select * from {{ source('landing', 'tasks') }}
),

final as (
    select
        task_id,
        employee_id,
        client_id,
        deal_id,
        subject,
        created_at,
        due_at,
        completed_at,
        source_name,
        source_updated_at
    from source
)

select * from final
