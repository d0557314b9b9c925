with

employees as (
    select * from {{ ref('int_employees_unioned') }}
),

-- work of nobody, and of people no staff list knows, still belongs to the company
named_employees as (
    select 'unassigned' as employee_id
    union
    select employee_id from {{ ref('fct_orders') }}
    union
    select employee_id from {{ ref('fct_sales_plans') }}
    union
    select employee_id from {{ ref('fct_leads') }}
    union
    select employee_id from {{ ref('fct_deals') }}
    union
    select employee_id from {{ ref('fct_deal_stages') }}
    union
    select employee_id from {{ ref('fct_interactions') }}
    union
    select employee_id from {{ ref('fct_requests') }}
    union
    select employee_id from {{ ref('fct_request_events') }}
    union
    select employee_id from {{ ref('fct_survey_responses') }}
    union
    select employee_id from {{ ref('fct_tasks') }}
    union
    select employee_id from {{ ref('fct_employee_schedules') }}
    union
    select employee_id from {{ ref('fct_absences') }}
),

final as (
    select
        employee_id,
        coalesce(employee_name, employee_id) as employee_name,
        role,
        hired_on,
        left_on
    from employees
    union all
    select
        named_employees.employee_id,
        named_employees.employee_id as employee_name,
        null as role,
        null as hired_on,
        null as left_on
    from named_employees
    left join employees
        on named_employees.employee_id = employees.employee_id
    where
        employees.employee_id is null
        and named_employees.employee_id is not null
)

select * from final
