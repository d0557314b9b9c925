with

mapped_documents as (
    select * from {{ ref('stg_mapped__documents') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

final as (
    select
        mapped_documents.document_id,
        mapped_documents.document_kind,
        mapped_documents.deal_id,
        {{ surviving_client('mapped_documents') }} as client_id,
        mapped_documents.created_at,
        case
            when coalesce(mapped_documents.signed_at < {{ cutoff_at() }}, true)
                then mapped_documents.document_status
        end as document_status,
        {{ if_come('mapped_documents.signed_at') }} as signed_at,
        mapped_documents.source_name
    from mapped_documents
    left join client_merges
        on mapped_documents.client_id = client_merges.client_id
    where mapped_documents.created_at < {{ cutoff_at() }}
)

select * from final
