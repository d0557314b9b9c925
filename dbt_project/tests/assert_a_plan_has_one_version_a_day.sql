-- a warning, because a slip in a plan is no reason to lose a night: the largest plan_id holds
{{ config(severity='warn') }}

with

plans as (
    select * from {{ ref('fct_sales_plans') }}
)

select
    period_month,
    employee_id,
    valid_from,
    max(plan_id) as plan_id,
    count(*) as version_count
from plans
group by period_month, employee_id, valid_from
having count(*) > 1
