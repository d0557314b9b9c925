with

company as (
    select
        (
            select coalesce(sum(amount), 0) from {{ ref('fct_returns') }}
            where not is_test
        ) as returned_amount,
        (
            select coalesce(sum(amount), 0) from {{ ref('fct_payments') }}
            where not is_test
        ) as paid_amount
),

employees as (
    select
        coalesce(sum(returned_amount), 0) as returned_amount,
        coalesce(sum(paid_amount), 0) as paid_amount
    from {{ ref('fct_employee_days') }}
)

select * from company
except
select * from employees
