with

sales as (
    select * from {{ ref('int_employee_sales_unioned') }}
),

contacts as (
    select * from {{ ref('int_employee_contacts_unioned') }}
),

duties as (
    select * from {{ ref('int_employee_duties_unioned') }}
),

final as (
    select
        employee_id,
        activity_date,
        act,
        true as is_selling,
        client_id,
        amount,
        null as talked_seconds
    from sales
    union all
    select
        employee_id,
        activity_date,
        act,
        false as is_selling,
        null as client_id,
        null as amount,
        talked_seconds
    from contacts
    union all
    select
        employee_id,
        activity_date,
        act,
        false as is_selling,
        null as client_id,
        null as amount,
        null as talked_seconds
    from duties
)

select * from final
