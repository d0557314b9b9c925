-- One row per mail, with its direction, who is meant outside, and the conversation it belongs to.
with recursive

-- all at once, because a mail's JSON is long and each way into it begins at its first letter
told as (
    select
        mail_id,
        received_at,
        kind,
        subject,
        message_id,
        payload ->> [
            '$.text', '$.references[0]', '$.in_reply_to', '$.from[0].address',
            '$.reply_to[0].address', '$.failed_recipients[0]', '$.to', '$.cc', '$.bcc'
        ] as said
    from mails
),

opened as (
    select
        mail_id,
        received_at,
        kind,
        subject,
        said[1] as body,
        coalesce(message_id, mail_id) as message_id,
        coalesce(said[2], said[3], message_id, mail_id) as origin_id,
        said[4] as sender,
        said[5] as reply_to,
        said[6] as failed_recipient,
        list_concat(
            (said[7] ->> '$[*].address')::varchar [],
            (said[8] ->> '$[*].address')::varchar [],
            (said[9] ->> '$[*].address')::varchar []
        ) as recipients
    from told
),

-- the parts of a mail that are outside: what is ours is said by the options alone
with_outsiders as (
    select
        *,
        list_contains($own_domains::varchar [], split_part(sender, '@', 2))
        or list_contains($own_addresses::varchar [], sender) as is_ours,
        list_filter(
            list_append(recipients, reply_to),
            lambda address: address is not null
                and not list_contains($own_domains::varchar [], split_part(address, '@', 2))
                and not list_contains($own_addresses::varchar [], address)
        ) as outsiders
    from opened
),

-- a form of our own site writes from our address to ours and lets the answer go to the client
directed as (
    select
        *,
        case
            when not coalesce(is_ours, false) then 'inbound'
            when len(outsiders) = 0 then 'internal'
            when list_contains(recipients, outsiders[1]) then 'outbound'
            else 'inbound'
        end as direction,
        case
            when coalesce(is_ours, false) then outsiders[1]
            when kind = 'bounce' then coalesce(failed_recipient, sender)
            else sender
        end as counterpart
    from with_outsiders
),

-- a Message-ID may be forged or repeated, and must lead to one place all the same
answers as (
    select
        message_id,
        min(origin_id) as origin_id
    from opened
    group by message_id
    having min(origin_id) != message_id
),

climbed as (
    select
        mail_id,
        origin_id,
        0 as steps
    from opened
    union all
    select
        climbed.mail_id,
        answers.origin_id,
        climbed.steps + 1 as steps
    from climbed
    inner join answers on climbed.origin_id = answers.message_id
    where climbed.steps < 20
),

threads as (
    select
        mail_id,
        arg_max(origin_id, steps) as thread_id
    from climbed
    group by mail_id
),

final as (
    select
        directed.mail_id,
        directed.received_at,
        directed.direction,
        directed.counterpart,
        case when directed.direction = 'outbound' then directed.sender end as employee_address,
        directed.kind,
        threads.thread_id,
        directed.subject,
        directed.body
    from directed
    inner join threads on directed.mail_id = threads.mail_id
)

select * from final
order by received_at, mail_id
