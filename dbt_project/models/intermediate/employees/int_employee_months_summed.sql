with

employee_days as (
    select
        *,
        {{ month_start('activity_date') }} as month_start
    from {{ ref('fct_employee_days') }}
),

-- a client served on two days is one client of the month, so the days do not add up
clients as (
    select
        employee_id,
        {{ month_start('order_date') }} as month_start,
        count(distinct client_id) as client_count
    from {{ ref('fct_orders') }}
    where is_sale
    group by employee_id, {{ month_start('order_date') }}
),

summed_days as (
    select
        employee_id,
        month_start,
        {{ whole('sum(new_order_count)') }} as order_count,
        {{ money('sum(' ~ revenue_column() ~ ')') }} as revenue_amount,
        {{ whole('sum(completed_order_count)') }} as completed_order_count,
        {{ money('sum(completed_order_amount)') }} as completed_order_amount,
        {{ money('sum(returned_amount)') }} as returned_amount,
        {{ money('sum(paid_amount)') }} as paid_amount,
        {{ whole('sum(made_call_count)') }} as made_call_count,
        {{ whole('sum(answered_call_count)') }} as answered_call_count,
        {{ whole('sum(talked_seconds)') }} as talked_seconds
    from employee_days
    group by employee_id, month_start
),

final as (
    select
        summed_days.*,
        coalesce(clients.client_count, 0) as client_count
    from summed_days
    left join clients
        on
            summed_days.employee_id = clients.employee_id
            and summed_days.month_start = clients.month_start
)

select * from final
