with

mapped_suppliers as (
    select * from {{ ref('stg_mapped__suppliers') }}
),

final as (
    select
        supplier_id,
        supplier_name,
        lead_time_days,
        source_name
    from mapped_suppliers
)

select * from final
