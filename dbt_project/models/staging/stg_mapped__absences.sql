with

source as (
    select * from {{ source('landing', 'absences') }}
),

final as (
    select
        absence_id,
        employee_id,
        absence_kind,
        first_day,
        last_day,
        source_name,
        source_updated_at
    from source
)

select * from final
