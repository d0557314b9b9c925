with

mapped_returns as (
    select * from {{ ref('stg_mapped__returns') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

final as (
    select
        mapped_returns.return_id,
        mapped_returns.return_document_id,
        mapped_returns.order_id,
        {{ surviving_client('mapped_returns') }} as client_id,
        mapped_returns.product_id,
        mapped_returns.returned_at,
        mapped_returns.quantity,
        mapped_returns.amount
    from mapped_returns
    left join client_merges
        on mapped_returns.client_id = client_merges.client_id
    where mapped_returns.returned_at < {{ cutoff_at() }}
)

select * from final
