with

days as (
    select * from {{ ref('int_days_summed') }}
),

-- a Saturday is compared with Saturdays, and three of them are no habit
final as (
    select
        days.calendar_date,
        cast(
            case when count(*) >= 4 then {{ median('earlier_days.new_order_count') }} end
            as decimal(18, 1)
        ) as usual_order_count,
        {{ money(
            'case when count(*) >= 4 then ' ~ median('earlier_days.new_order_amount') ~ ' end'
        ) }} as usual_order_amount
    from days
    inner join days as earlier_days
        on
            days.weekday = earlier_days.weekday
            and days.calendar_date > earlier_days.calendar_date
            and days.calendar_date <= {{ add_days('earlier_days.calendar_date', 56) }}
    group by days.calendar_date
)

select * from final
