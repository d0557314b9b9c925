with

source as (
    select * from {{ source('landing', 'employees') }}
),

final as (
    select
        employee_id,
        employee_name,
        role,
        email,
        hired_on,
        left_on,
        source_name,
        source_updated_at
    from source
)

select * from final
