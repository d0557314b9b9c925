-- One row per account and contact, with the number by which other systems know it.
select
    accountid as party_id,
    'company' as client_kind,
    coalesce(client_number, accountid) as client_id,
    name as client_name,
    email,
    phone,
    country,
    city,
    parent,
    master,
    createdon
from accounts
union all
select
    contactid as party_id,
    'person' as client_kind,
    coalesce(client_number, contactid) as client_id,
    fullname as client_name,
    email,
    phone,
    country,
    city,
    parent,
    master,
    createdon
from contacts
