with

suppliers as (
    select * from {{ ref('int_suppliers_unioned') }}
),

-- a purchase may name a supplier that no list of suppliers knows
named_suppliers as (
    select distinct supplier_id from {{ ref('fct_purchase_orders') }}
    where supplier_id is not null
),

final as (
    select
        supplier_id,
        coalesce(supplier_name, supplier_id) as supplier_name,
        lead_time_days,
        source_name
    from suppliers
    union all
    select
        named_suppliers.supplier_id,
        named_suppliers.supplier_id as supplier_name,
        null as lead_time_days,
        null as source_name
    from named_suppliers
    left join suppliers
        on named_suppliers.supplier_id = suppliers.supplier_id
    where suppliers.supplier_id is null
)

select * from final
