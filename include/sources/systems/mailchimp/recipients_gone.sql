-- One row per recipient who left by a campaign, with the client to whom the mail was sent: two may share an address.
select
    unsubscribes.campaign_id,
    unsubscribes.email_id,
    unsubscribes.email_address,
    unsubscribes."timestamp",
    unsubscribes.reason,
    recipients.client_number
from unsubscribes
left join recipients
    on
        unsubscribes.campaign_id = recipients.campaign_id
        and unsubscribes.email_id = recipients.email_id
