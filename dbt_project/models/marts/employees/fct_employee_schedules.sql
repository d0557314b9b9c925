with

employee_schedules as (
    select * from {{ ref('int_employee_schedules_unioned') }}
),

final as (
    select
        schedule_id,
        employee_id,
        work_date,
        starts_at,
        ends_at,
        {{ minutes_between('starts_at', 'ends_at') }} as scheduled_minutes,
        source_name
    from employee_schedules
)

select * from final
