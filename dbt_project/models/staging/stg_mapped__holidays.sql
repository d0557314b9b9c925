with

source as (
    select * from {{ source('landing', 'holidays') }}
),

final as (
    select
        holiday_date,
        holiday_name
    from source
)

select * from final
