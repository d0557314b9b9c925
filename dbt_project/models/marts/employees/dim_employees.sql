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

members as (
    select employee_id from employees
    where {{ was_there('hired_on') }}
    union
    select employee_id from named_employees
    where employee_id is not null
),

final as (
    select
        members.employee_id,
        coalesce(employees.employee_name, members.employee_id) as employee_name,
        employees.role,
        case when employees.hired_on <= {{ as_of_date() }} then employees.hired_on end as hired_on,
        case when employees.left_on <= {{ as_of_date() }} then employees.left_on end as left_on
    from members
    left join employees
        on members.employee_id = employees.employee_id
)

select * from final
