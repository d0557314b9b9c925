with

holidays as (
    select
        holiday_date,
        min(holiday_name) as holiday_name
    from {{ ref('stg_mapped__holidays') }}
    group by holiday_date
),

event_dates as (
    select min(order_date) as first_date from {{ ref('int_orders_judged') }}
    union all
    select {{ local_date('min(returned_at)') }} as first_date from {{ ref('int_returns_unioned') }}
    union all
    select {{ local_date('min(paid_at)') }} as first_date from {{ ref('int_payments_unioned') }}
    union all
    select {{ local_date('min(created_at)') }} as first_date from {{ ref('int_deals_unioned') }}
    union all
    select {{ local_date('min(entered_at)') }} as first_date
    from {{ ref('int_deal_stage_events_unioned') }}
    union all
    select {{ local_date('min(started_at)') }} as first_date
    from {{ ref('stg_mapped__interactions') }}
    union all
    select {{ local_date('min(created_at)') }} as first_date from {{ ref('stg_mapped__requests') }}
    union all
    select {{ local_date('least(min(created_at), min(due_at))') }} as first_date
    from {{ ref('stg_mapped__tasks') }}
    union all
    select min(work_date) as first_date from {{ ref('stg_mapped__employee_schedules') }}
),

bounds as (
    select
        {{ year_start('coalesce(min(first_date), ' ~ as_of_date() ~ ')') }} as first_date,
        {{ add_days(add_months(year_start(as_of_date()), 24), -1) }} as last_date
    from event_dates
),

days as (
    select {{ each_day('first_date', 'last_date') }} as calendar_date from bounds
),

judged_days as (
    select
        days.calendar_date,
        {{ month_start('days.calendar_date') }} as month_start,
        {{ iso_weekday('days.calendar_date') }} as weekday,
        holidays.holiday_name,
        holidays.holiday_date is null
        and {{ iso_weekday('days.calendar_date') }} in ({{ var('workdays') | join(', ') }})
            as is_working_day
    from days
    left join holidays
        on days.calendar_date = holidays.holiday_date
),

final as (
    select
        calendar_date,
        cast(extract(year from calendar_date) as integer) as year,
        month_start,
        {{ month_end('calendar_date') }} as month_end,
        cast({{ iso_week('calendar_date') }} as integer) as iso_week,
        cast(weekday as integer) as weekday,
        holiday_name,
        is_working_day,
        cast(sum(case when is_working_day then 1 else 0 end) over (
            partition by month_start
            order by calendar_date
        ) as integer) as working_day_of_month,
        cast(sum(case when is_working_day then 1 else 0 end) over (
            partition by month_start
        ) as integer) as working_days_in_month
    from judged_days
)

select * from final
