with

days as (
    select * from {{ ref('int_days_summed') }}
),

planned_days as (
    select * from {{ ref('int_days_planned') }}
),

usual_days as (
    select * from {{ ref('int_days_compared') }}
),

days_called as (
    select * from {{ ref('int_days_called') }}
),

new_clients as (
    select
        first_order_date,
        count(*) as new_client_count
    from {{ ref('dim_client_profiles') }}
    group by first_order_date
),

final as (
    select
        days.calendar_date as report_date,
        days.is_working_day,
        days.holiday_name,
        days.new_order_count,
        days.new_order_amount,
        days.restated_net_amount,
        {{ average('days.restated_net_amount', 'days.new_order_count') }} as average_check,
        days.median_check,
        days.buying_client_count,
        days.seen_client_count,
        coalesce(new_clients.new_client_count, 0) as new_client_count,
        days.returned_amount,
        days.return_count,
        days.current_order_count,
        days.current_order_amount,
        planned_days.month_fact_amount,
        planned_days.plan_amount,
        {{ pct('planned_days.month_fact_amount', 'planned_days.plan_amount') }}
            as plan_completion_pct,
        days.working_day_of_month,
        days.working_days_in_month,
        {{ pct('days.working_day_of_month', 'days.working_days_in_month') }}
            as working_day_share_pct,
        -- 100 is on course: the share of the plan done over the share of working days gone
        {{ pct(
            'planned_days.month_fact_amount * days.working_days_in_month',
            '(planned_days.plan_amount * days.working_day_of_month)'
        ) }} as pace_pct,
        usual_days.usual_order_count,
        usual_days.usual_order_amount,
        days.orders_without_client_count,
        days.sale_amount_without_client,
        days_called.inbound_call_count,
        days_called.missed_call_count,
        days_called.called_back_call_count
    from days
    inner join planned_days
        on days.calendar_date = planned_days.calendar_date
    left join days_called
        on days.calendar_date = days_called.calendar_date
    left join usual_days
        on days.calendar_date = usual_days.calendar_date
    left join new_clients
        on days.calendar_date = new_clients.first_order_date
)

select * from final
