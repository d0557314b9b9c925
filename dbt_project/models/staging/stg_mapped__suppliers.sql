with

source as (
    select * from {{ source('landing', 'suppliers') }}
),

final as (
    select
        supplier_id,
        supplier_name,
        lead_time_days,
        email,
        source_name,
        source_updated_at
    from source
)

select * from final
