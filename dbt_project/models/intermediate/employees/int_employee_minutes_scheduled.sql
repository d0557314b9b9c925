with

schedules as (
    select * from {{ ref('fct_employee_schedules') }}
    where
        starts_at is not null
        and ends_at is not null
        and work_date <= {{ as_of_date() }}
),

absences as (
    select * from {{ ref('fct_absences') }}
),

-- a night that somebody is away takes nothing from the morning after it
attended_schedules as (
    select * from schedules
    where
        not exists (
            select 1 from absences
            where
                schedules.employee_id = absences.employee_id
                and schedules.work_date between absences.first_day and absences.last_day
        )
),

-- a stretch that two rosters tell is worked once
followed_schedules as (
    select
        *,
        greatest(starts_at, coalesce(max(ends_at) over (
            partition by employee_id
            order by starts_at, schedule_id
            rows between unbounded preceding and 1 preceding
        ), starts_at)) as counted_from
    from attended_schedules
),

final as (
    select
        employee_id,
        work_date,
        {{ whole('sum(greatest(0, ' ~ minutes_between('counted_from', 'ends_at') ~ '))') }}
            as scheduled_minutes
    from followed_schedules
    group by employee_id, work_date
)

select * from final
