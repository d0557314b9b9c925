with

mapped_employees as (
    select * from {{ ref('stg_mapped__employees') }}
),

final as (
    select
        employee_id,
        employee_name,
        role,
        hired_on,
        left_on
    from mapped_employees
)

select * from final
