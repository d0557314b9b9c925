-- One row per call, which is all records of one linkedid: parallel dialling, queues and transfers.
with

legs as (
    select
        linkedid,
        uniqueid,
        sequence,
        try_cast(calldate as timestamp) as calldate,
        coalesce(try_cast(duration as bigint), 0) as duration,
        coalesce(try_cast(billsec as bigint), 0) as billsec,
        upper(disposition) = 'ANSWERED' and coalesce(try_cast(billsec as bigint), 0) > 0
        as is_answered,
        lower(lastapp) = 'voicemail' as is_voicemail,
        case when lower(lastapp) = 'queue' then nullif(split_part(lastdata, ',', 1), '') end
        as queue_name,
        dcontext,
        src,
        dst,
        try_cast(regexp_extract(linkedid, '(\d{9,11})\.\d+$', 1) as bigint) as born,
        regexp_extract(channel, '^(Local/([^@]+)@|[^/]+/(.+)-[0-9a-zA-Z]+(;\d+)?$)', [
            'whole', 'local', 'device'
        ]) as caller,
        regexp_extract(dstchannel, '^(Local/([^@]+)@|[^/]+/(.+)-[0-9a-zA-Z]+(;\d+)?$)', [
            'whole', 'local', 'device'
        ]) as called
    from cdr
),

-- a channel is named after its device, and a local one after the number that is dialled by it
named as (
    select
        * exclude (caller, called),
        nullif(coalesce(nullif(caller.local, ''), caller.device), '') as caller,
        nullif(coalesce(nullif(called.local, ''), called.device), '') as called
    from legs
),

with_sides as (
    select
        *,
        coalesce(regexp_matches(caller, $extensions), false) as is_caller_ours,
        coalesce(regexp_matches(called, $extensions), false) as is_called_ours
    from named
),

with_reach as (
    select
        *,
        bool_or(
            (caller is not null and not is_caller_ours)
            or (called is not null and not is_called_ours)
        ) over (partition by linkedid) as reaches_outside
    from with_sides
),

-- a colleague asked back during the call is no talk with the client: one side must be outside
with_talks as (
    select
        *,
        is_answered and not is_voicemail and called is not null
        and (is_caller_ours != is_called_ours or not coalesce(reaches_outside, false)) as is_talk,
        case when is_caller_ours then caller else called end as extension
    from with_reach
),

-- local times repeat an hour in autumn; the number of seconds in the name of a call does not
begun as (
    select
        linkedid,
        arg_min(epoch(calldate), sequence) as first_clock,
        case
            when abs(min(born) - arg_min(epoch(calldate), sequence)) < 15 * 3600 then min(born)
        end as born,
        arg_min(calldate, sequence) as first_calldate,
        arg_min(src, sequence) as src,
        arg_min(dst, sequence) as dst,
        arg_min(dcontext, sequence) as dcontext,
        arg_max(queue_name, sequence) as queue_name,
        arg_min(extension, sequence) as first_extension,
        arg_min(is_caller_ours, sequence) and not list_contains(
            $inbound_contexts::varchar [], arg_min(dcontext, sequence)
        ) as is_ours
    from with_talks
    group by linkedid
),

-- what a local clock shows is ahead of the world's by whole quarters of an hour
anchored as (
    select
        *,
        coalesce(
            born + floor((first_clock - born + 5) / 900) * 900, first_clock
        ) as began_by_clock
    from begun
),

-- seconds since the call began; what lies before it is in the hour that came again
timed as (
    select
        with_talks.*,
        epoch(with_talks.calldate) - anchored.began_by_clock
        + case
            when epoch(with_talks.calldate) < anchored.began_by_clock - 300 then 3600
            else 0
        end as offset_seconds
    from with_talks
    inner join anchored on with_talks.linkedid = anchored.linkedid
),

summed as (
    select
        linkedid,
        max(offset_seconds + duration) as whole_seconds,
        min(offset_seconds + duration - billsec) filter (where is_talk) as answered_after,
        min(offset_seconds + duration - billsec) filter (
            where is_answered and is_voicemail
        ) as recorded_after,
        sum(billsec) filter (where is_talk) as talked_seconds,
        arg_min(extension, offset_seconds) filter (where is_talk) as extension,
        coalesce(bool_or(is_talk), false) as is_talk,
        coalesce(bool_or(not is_called_ours and called is not null), false) as goes_out
    from timed
    group by linkedid
),

described as (
    select
        begun.linkedid,
        begun.born,
        begun.first_calldate,
        summed.whole_seconds,
        coalesce(
            summed.answered_after, summed.recorded_after, summed.whole_seconds
        ) as waited_seconds,
        summed.talked_seconds,
        case
            when not begun.is_ours then 'inbound'
            when summed.goes_out or not regexp_matches(begun.dst, $extensions) then 'outbound'
            else 'internal'
        end as direction,
        case
            when summed.is_talk then 'answered'
            when summed.recorded_after is not null then 'voicemail'
            else 'missed'
        end as outcome,
        case
            when summed.is_talk then summed.extension
            when begun.is_ours then begun.first_extension
        end as extension,
        begun.queue_name,
        -- where the dial plan has moved on, what was dialled is no longer told
        case
            when not begun.is_ours
                and list_contains($inbound_contexts::varchar [], begun.dcontext)
                and length(begun.dst) > 1
                then begun.dst
        end as line_name,
        case when begun.is_ours then begun.dst else begun.src end as typed_number
    from begun
    inner join summed on begun.linkedid = summed.linkedid
),

-- digits alone, and a plus for the 00 of a call abroad; what they mean is left to identity
with_numbers as (
    select
        *,
        regexp_replace(
            regexp_replace(typed_number, '[^0-9+]', '', 'g'), '^(00|\+00)', '+'
        ) as number
    from described
),

final as (
    select
        linkedid,
        direction,
        outcome,
        coalesce(talked_seconds, 0)::bigint as talked_seconds,
        waited_seconds::bigint as waited_seconds,
        case when length(number) between 5 and 20 then number end as number,
        nullif(regexp_extract(extension, $employees, 1), '') as employee_id,
        queue_name,
        line_name,
        coalesce(
            strftime(make_timestamp(born * 1000000), '%Y-%m-%d %H:%M:%S+00:00'),
            first_calldate::varchar
        ) as started_at,
        coalesce(
            strftime(
                make_timestamp(((born + whole_seconds) * 1000000)::bigint),
                '%Y-%m-%d %H:%M:%S+00:00'
            ),
            (first_calldate + to_seconds(whole_seconds))::varchar
        ) as ended_at
    from with_numbers
)

select * from final
order by linkedid
