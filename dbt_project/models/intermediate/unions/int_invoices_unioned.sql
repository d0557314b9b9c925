with

mapped_invoices as (
    select * from {{ ref('stg_mapped__invoices') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

final as (
    select
        mapped_invoices.invoice_id,
        mapped_invoices.order_id,
        {{ surviving_client('mapped_invoices') }} as client_id,
        mapped_invoices.issued_at,
        mapped_invoices.due_on,
        mapped_invoices.amount,
        {{ if_come('mapped_invoices.paid_at') }} as paid_at,
        case
            when coalesce(mapped_invoices.paid_at < {{ cutoff_at() }}, true)
                then mapped_invoices.invoice_status
        end as invoice_status,
        mapped_invoices.source_name
    from mapped_invoices
    left join client_merges
        on mapped_invoices.client_id = client_merges.client_id
    where mapped_invoices.issued_at < {{ cutoff_at() }}
)

select * from final
