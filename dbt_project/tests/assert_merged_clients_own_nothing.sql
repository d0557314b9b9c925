-- what names a client that was merged counts for the survivor, everywhere
with

owners as (
    select client_id from {{ ref('dim_clients') }}
    union all
    select client_id from {{ ref('client_contacts') }}
    union all
    select client_id from {{ ref('client_identifiers') }}
)

select owners.client_id
from owners
inner join {{ ref('int_client_merges_resolved') }} as client_merges
    on owners.client_id = client_merges.client_id
