-- One row per phone call, with the client among its people or, without one, the one it is about.
with

people as (
    select
        activityid,
        unnest(cast(participants as json[])) as person
    from phonecalls
),

spoken as (
    select
        people.activityid,
        min(parties.party_id) as party_id
    from people
    inner join parties on people.person ->> '_partyid_value' = parties.party_id
    group by people.activityid
),

final as (
    select
        phonecalls.activityid,
        parties.client_id,
        staff.employee_id,
        phonecalls.phonenumber,
        phonecalls.subject,
        phonecalls.description,
        phonecalls.actualend,
        case phonecalls.directioncode when 'true' then 'outbound' else 'inbound' end as direction,
        coalesce(
            phonecalls.actualstart, phonecalls.scheduledstart, phonecalls.createdon
        ) as started_at,
        -- of a call that nobody took, the time is the caller's patience and no talk
        case
            when
                phonecalls.statecode = '1'
                and coalesce(phonecalls.leftvoicemail, 'false') = 'false'
                then coalesce(
                    date_diff(
                        'second',
                        try_cast(phonecalls.actualstart as timestamptz),
                        try_cast(phonecalls.actualend as timestamptz)
                    ),
                    60 * try_cast(phonecalls.actualdurationminutes as integer)
                )
        end as talked_seconds,
        -- canceled is a call that nobody took, and also an appointment that was called off
        case
            when phonecalls.leftvoicemail = 'true' then 'voicemail'
            when phonecalls.statecode = '1' then 'answered'
            when phonecalls.statecode = '2' and phonecalls.actualstart is not null then 'missed'
            else 'planned'
        end as outcome,
        case phonecalls.regarding_table
            when 'opportunity' then phonecalls.regarding
        end as deal_id,
        case phonecalls.regarding_table when 'lead' then phonecalls.regarding end as lead_id,
        case phonecalls.regarding_table when 'incident' then phonecalls.regarding end as request_id
    from phonecalls
    left join spoken on phonecalls.activityid = spoken.activityid
    left join parties on coalesce(spoken.party_id, phonecalls.regarding) = parties.party_id
    left join staff on phonecalls.owner = staff.systemuserid
)

select * from final
