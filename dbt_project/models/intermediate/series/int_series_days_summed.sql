with

documents as (
    select * from {{ ref('int_series_documents_unioned') }}
),

clients as (
    select * from {{ ref('dim_clients') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

-- an order of two categories is one order of each, so categories are summed by lines
member_documents as (
    select
        'country' as series_kind,
        clients.country as member,
        documents.*
    from documents
    left join clients
        on documents.client_id = clients.client_id
    where documents.entry_kind <> 'line'
    union all
    select
        'employee' as series_kind,
        nullif(documents.employee_id, 'unassigned') as member,
        documents.*
    from documents
    where documents.entry_kind <> 'line'
    union all
    select
        'category' as series_kind,
        products.category as member,
        documents.*
    from documents
    left join products
        on documents.product_id = products.product_id
    where documents.entry_kind <> 'order'
),

-- what belongs to nobody is a member too, so that the members make up the company
final as (
    select
        series_kind,
        coalesce(member, '') as member,
        series_date,
        count(distinct order_id) as order_count,
        {{ money('sum(net_amount)') }} as net_revenue
    from member_documents
    group by series_kind, coalesce(member, ''), series_date
)

select * from final
