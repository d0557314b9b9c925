with

mapped_employees as (
    select * from {{ ref('stg_mapped__employees') }}
),

sources as (
    select * from {{ ref('stg_mapped__sources') }}
),

placed_employees as (
    select
        mapped_employees.*,
        coalesce(sources.source_place, 0) as source_place
    from mapped_employees
    left join sources
        on mapped_employees.source_name = sources.source_name
),

-- of each field the first source that says something counts
final as (
    select
        employee_id,
        {{ at_first('employee_name', 'source_place') }} as employee_name,
        {{ at_first('role', 'source_place') }} as role,
        {{ at_first('hired_on', 'source_place') }} as hired_on,
        {{ at_first('left_on', 'source_place') }} as left_on
    from placed_employees
    group by employee_id
)

select * from final
