-- One row per account and contact, with the company it belongs to and the record it was merged into.
select
    parties.* exclude (parent, master),
    owners.client_id as parent_client_id,
    masters.client_id as merged_into_id
from parties
left join parties as owners on parties.parent = owners.party_id
left join parties as masters on parties.master = masters.party_id
