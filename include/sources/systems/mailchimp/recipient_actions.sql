-- One row per action of a recipient, with the client to whom the mail was sent: two may share an address.
select
    activity.activity_id,
    activity.campaign_id,
    activity.email_address,
    activity.action,
    activity.type,
    activity."timestamp",
    activity.url,
    recipients.client_number
from activity
left join recipients
    on
        activity.campaign_id = recipients.campaign_id
        and activity.email_id = recipients.email_id
