with

days as (
    select * from {{ ref('int_days_summed') }}
),

final as (
    select
        'company' as series_id,
        calendar_date as series_date,
        -- returns fall on their own day: a past day then never changes once it is over
        {{ money('new_order_amount - returned_amount') }} as net_revenue,
        new_order_count as order_count,
        is_working_day,
        holiday_name
    from days
    -- days before the first sale are not days without sales
    qualify sum(new_order_count) over (order by calendar_date) > 0
)

select * from final
