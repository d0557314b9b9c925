with

mapped_suppliers as (
    select * from {{ ref('stg_mapped__suppliers') }}
),

sources as (
    select * from {{ ref('stg_mapped__sources') }}
),

placed_suppliers as (
    select
        mapped_suppliers.*,
        coalesce(sources.source_place, 0) as source_place
    from mapped_suppliers
    left join sources
        on mapped_suppliers.source_name = sources.source_name
),

-- of each field the first source that says something counts
final as (
    select
        supplier_id,
        {{ at_first('supplier_name', 'source_place') }} as supplier_name,
        {{ at_first('lead_time_days', 'source_place') }} as lead_time_days,
        {{ at_first('source_name', 'source_place') }} as source_name
    from placed_suppliers
    group by supplier_id
)

select * from final
