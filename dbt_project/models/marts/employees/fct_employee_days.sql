with

acts as (
    select * from {{ ref('int_employee_acts_unioned') }}
),

final as (
    select
        employee_id,
        activity_date,
        count(case when act = 'new' then 1 end) as new_order_count,
        {{ money("sum(case when act = 'new' then amount else 0 end)") }} as new_order_amount,
        count(case when act = 'completed' then 1 end) as completed_order_count,
        {{ money("sum(case when act = 'completed' then amount else 0 end)") }}
            as completed_order_amount,
        count(case when act = 'cancelled' then 1 end) as cancelled_order_count,
        count(distinct case when act = 'new' then client_id end) as client_count,
        {{ money("sum(case when act = 'returned' then amount else 0 end)") }} as returned_amount,
        {{ money("sum(case when act = 'paid' then amount else 0 end)") }} as paid_amount
    from acts
    group by employee_id, activity_date
)

select * from final
