-- the office's register of papers; it knows the deals of persons by their number
select
    '' as _month,
    'D-' || document_id as number,
    kind,
    case when unit = 'retail' then cast(deal_id as varchar) end as deal,
    client_id as client,
    case
        when signed_at <= getvariable('moment') then 'signed'
        when status = 'signed' then 'sent'
        else status
    end as status,
    timezone('Europe/Kyiv', timezone('UTC', created_at)) as created,
    case
        when signed_at <= getvariable('moment')
            then timezone('Europe/Kyiv', timezone('UTC', signed_at))
    end as signed
from documents
where created_at <= getvariable('moment')
