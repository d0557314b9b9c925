with

documents as (
    select * from {{ ref('int_documents_unioned') }}
),

deals as (
    select * from {{ ref('int_deals_judged') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

known_documents as (
    select
        documents.*,
        coalesce(documents.client_id, deals.client_id) as known_client_id,
        coalesce(deals.is_test, false) as has_test_deal
    from documents
    left join deals
        on documents.deal_id = deals.deal_id
),

final as (
    select
        known_documents.document_id,
        known_documents.deal_id,
        known_documents.known_client_id as client_id,
        known_documents.document_kind,
        known_documents.created_at,
        {{ local_date('known_documents.created_at') }} as created_date,
        known_documents.document_status,
        known_documents.signed_at,
        {{ local_date('known_documents.signed_at') }} as signed_date,
        known_documents.has_test_deal or test_clients.client_id is not null as is_test,
        known_documents.source_name
    from known_documents
    left join test_clients
        on known_documents.known_client_id = test_clients.client_id
)

select * from final
