with

absences as (
    select * from {{ ref('int_absences_unioned') }}
),

final as (
    select
        absence_id,
        employee_id,
        absence_kind,
        first_day,
        last_day,
        source_name
    from absences
)

select * from final
