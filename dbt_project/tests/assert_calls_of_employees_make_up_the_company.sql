with

company as (
    select
        count(case when direction = 'outbound' then 1 end) as made_call_count,
        count(case when direction = 'inbound' and is_answered then 1 end)
            as answered_call_count
    from {{ ref('fct_calls') }}
    where not is_test
),

employees as (
    select
        cast(coalesce(sum(made_call_count), 0) as bigint) as made_call_count,
        cast(coalesce(sum(answered_call_count), 0) as bigint) as answered_call_count
    from {{ ref('fct_employee_days') }}
)

select * from company
except
select * from employees
