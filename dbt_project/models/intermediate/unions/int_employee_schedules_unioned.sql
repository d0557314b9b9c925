with

mapped_employee_schedules as (
    select * from {{ ref('stg_mapped__employee_schedules') }}
),

final as (
    select
        schedule_id,
        employee_id,
        work_date,
        starts_at,
        ends_at,
        source_name
    from mapped_employee_schedules
)

select * from final
