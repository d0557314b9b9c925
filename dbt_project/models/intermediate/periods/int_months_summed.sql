with

days as (
    select * from {{ ref('int_days_summed') }}
),

planned_days as (
    select * from {{ ref('int_days_planned') }}
),

months_sold as (
    select * from {{ ref('int_months_sold') }}
),

known_revenue as (
    select min(calendar_date) as first_date from planned_days
    where revenue_amount <> 0
),

summed_months as (
    select
        days.month_start,
        max(days.month_end) > {{ as_of_date() }} as is_open_month,
        {{ whole('sum(days.new_order_count)') }} as order_count,
        {{ money('sum(planned_days.revenue_amount)') }} as revenue_amount,
        {{ money('sum(days.new_order_amount)') }} as new_order_amount,
        {{ money('sum(days.returned_amount)') }} as returned_amount,
        {{ money('sum(days.restated_net_amount)') }} as restated_net_amount,
        {{ whole('sum(days.orders_without_client_count)') }} as orders_without_client_count,
        {{ money('sum(days.sale_amount_without_client)') }} as sale_amount_without_client,
        max(planned_days.plan_amount) as plan_amount,
        coalesce(bool_or(
            days.is_working_day
            and days.working_day_of_month = 1
            and days.calendar_date >= known_revenue.first_date
        ), false) as is_known_whole
    from days
    inner join planned_days
        on days.calendar_date = planned_days.calendar_date
    cross join known_revenue
    group by days.month_start
),

final as (
    select
        summed_months.*,
        months_sold.median_check,
        coalesce(months_sold.buying_client_count, 0) as buying_client_count,
        -- a month that the data begin in the middle of is nothing to compare with
        lag(case when summed_months.is_known_whole then summed_months.revenue_amount end)
            over (order by summed_months.month_start) as previous_month_amount,
        lag(case when summed_months.is_known_whole then summed_months.revenue_amount end, 12)
            over (order by summed_months.month_start) as previous_year_amount
    from summed_months
    left join months_sold
        on summed_months.month_start = months_sold.month_start
)

select * from final
