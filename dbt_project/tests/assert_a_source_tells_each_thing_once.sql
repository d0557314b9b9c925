-- two records of one key in one source contradict each other, and neither could be preferred
with

records as (
    select
        'campaigns' as told,
        campaign_id as told_id,
        source_name
    from {{ ref('stg_mapped__campaigns') }}
    union all
    select
        'channels' as told,
        channel_id as told_id,
        source_name
    from {{ ref('stg_mapped__channels') }}
    union all
    select
        'clients' as told,
        client_id as told_id,
        source_name
    from {{ ref('stg_mapped__clients') }}
    union all
    select
        'employees' as told,
        employee_id as told_id,
        source_name
    from {{ ref('stg_mapped__employees') }}
    union all
    select
        'products' as told,
        product_id as told_id,
        source_name
    from {{ ref('stg_mapped__products') }}
    union all
    select
        'suppliers' as told,
        supplier_id as told_id,
        source_name
    from {{ ref('stg_mapped__suppliers') }}
)

select
    told,
    told_id,
    source_name
from records
group by told, told_id, source_name
having count(*) > 1
