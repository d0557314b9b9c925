with

source as (
    select * from {{ source('landing', 'employee_schedules') }}
),

final as (
    select
        schedule_id,
        employee_id,
        work_date,
        starts_at,
        ends_at,
        source_name,
        source_updated_at
    from source
)

select * from final
