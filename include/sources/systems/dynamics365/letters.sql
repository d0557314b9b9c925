-- One row per e-mail, with the client it is about or, without one, the address outside.
select
    emails.activityid,
    parties.client_id,
    staff.employee_id,
    emails.subject,
    emails.description,
    emails.conversation as thread_id,
    case
        when emails.directioncode = 'true' and emails.senton is null then 'planned'
        else lower(emails.reason)
    end as outcome,
    coalesce(emails.senton, emails.createdon) as started_at,
    case emails.directioncode when 'true' then 'outbound' else 'inbound' end as direction,
    case emails.directioncode
        when 'true' then nullif(trim(split_part(emails.torecipients, ';', 1)), '')
        else emails.sender
    end as address,
    case emails.regarding_table when 'opportunity' then emails.regarding end as deal_id,
    case emails.regarding_table when 'lead' then emails.regarding end as lead_id,
    case emails.regarding_table when 'incident' then emails.regarding end as request_id
from emails
left join parties on emails.regarding = parties.party_id
left join staff on emails.owner = staff.systemuserid
