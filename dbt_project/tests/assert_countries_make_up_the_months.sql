with

countries as (
    select
        month_start,
        sum(order_count) as order_count,
        sum(revenue_amount) as revenue_amount
    from {{ ref('rpt_monthly_countries') }}
    group by month_start
)

select months.month_start
from {{ ref('rpt_monthly_summary') }} as months
left join countries
    on months.month_start = countries.month_start
where
    months.order_count <> coalesce(countries.order_count, 0)
    or months.revenue_amount <> coalesce(countries.revenue_amount, 0)
