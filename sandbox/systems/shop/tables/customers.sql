select
    client_id,
    name,
    email,
    phone,
    country,
    city,
    language,
    is_test,
    case when merged_at <= getvariable('moment') then merged_into_id end as merged_into,
    created_at,
    case
        when updated_at <= getvariable('moment') then updated_at
        when merged_at <= getvariable('moment') then merged_at
        else created_at
    end as updated_at
from clients
where
    unit = 'retail' and in_shop
    and created_at <= getvariable('moment')
    and coalesce(removed_at > getvariable('moment'), true)
