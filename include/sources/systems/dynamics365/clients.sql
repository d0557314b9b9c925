-- One row per account and contact, with its company and the record that it was merged into.
select
    parties.client_id,
    parties.client_kind,
    parties.client_name,
    parties.email,
    parties.phone,
    parties.country,
    parties.city,
    parties.createdon,
    owners.client_id as parent_client_id,
    masters.client_id as merged_into_id
from parties
left join parties as owners on parties.parent = owners.party_id
left join parties as masters on parties.master = masters.party_id
