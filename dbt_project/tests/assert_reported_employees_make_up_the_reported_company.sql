with

employees as (
    select
        report_date,
        sum(new_order_count) as new_order_count,
        sum(new_order_amount) as new_order_amount,
        sum(month_fact_amount) as month_fact_amount
    from {{ ref('rpt_daily_employees') }}
    group by report_date
)

select company.report_date
from {{ ref('rpt_daily_summary') }} as company
left join employees
    on company.report_date = employees.report_date
where
    company.new_order_count <> coalesce(employees.new_order_count, 0)
    or company.new_order_amount <> coalesce(employees.new_order_amount, 0)
    or company.month_fact_amount <> coalesce(employees.month_fact_amount, 0)
