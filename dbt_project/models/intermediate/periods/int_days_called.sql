with

calls as (
    select * from {{ ref('fct_calls') }}
    where not is_test
),

calendar as (
    select * from {{ ref('dim_dates') }}
    where calendar_date <= {{ as_of_date() }}
),

-- before its first call a company had no telephone that we know of, and missed nothing
bounds as (
    select min(started_date) as first_date from calls
),

summed_calls as (
    select
        started_date,
        count(case when direction = 'inbound' then 1 end) as inbound_call_count,
        count(case when is_missed then 1 end) as missed_call_count,
        count(case when is_called_back_in_time then 1 end) as called_back_call_count
    from calls
    group by started_date
),

final as (
    select
        calendar.calendar_date,
        calendar.month_start,
        coalesce(summed_calls.inbound_call_count, 0) as inbound_call_count,
        coalesce(summed_calls.missed_call_count, 0) as missed_call_count,
        coalesce(summed_calls.called_back_call_count, 0) as called_back_call_count
    from calendar
    inner join bounds
        on calendar.calendar_date >= bounds.first_date
    left join summed_calls
        on calendar.calendar_date = summed_calls.started_date
)

select * from final
