with

mapped_absences as (
    select * from {{ ref('stg_mapped__absences') }}
),

final as (
    select
        absence_id,
        employee_id,
        absence_kind,
        first_day,
        last_day,
        source_name
    from mapped_absences
)

select * from final
