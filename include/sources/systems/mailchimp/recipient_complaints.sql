-- One row per complaint of a recipient, with the client to whom the mail was sent: two may share an address.
select
    complaints.campaign_id,
    complaints.email_id,
    complaints.email_address,
    complaints."date",
    recipients.client_number
from complaints
left join recipients
    on
        complaints.campaign_id = recipients.campaign_id
        and complaints.email_id = recipients.email_id
