-- One row per call, with the wait and the line that channel events tell where there are any.
with

-- the first bridge joins the caller and a person; before it there is only ringing and music
events as (
    select
        linkedid,
        min(try_cast(eventtime as timestamp)) filter (where upper(eventtype) = 'CHAN_START') as began_at,
        min(try_cast(eventtime as timestamp)) filter (where upper(eventtype) = 'BRIDGE_ENTER') as joined_at,
        arg_min(exten, id) filter (where upper(eventtype) = 'CHAN_START') as dialled
    from cel
    group by linkedid
),

final as (
    select
        calls_without_cel.* replace (
            case
                when calls_without_cel.outcome = 'answered'
                    and events.joined_at >= events.began_at
                    then round(epoch(events.joined_at) - epoch(events.began_at))
                else calls_without_cel.waited_seconds
            end::bigint as waited_seconds,
            case
                when calls_without_cel.direction = 'inbound' and length(events.dialled) > 1
                    then events.dialled
                else calls_without_cel.line_name
            end as line_name
        )
    from calls_without_cel
    left join events on calls_without_cel.linkedid = events.linkedid
)

select * from final
order by linkedid
