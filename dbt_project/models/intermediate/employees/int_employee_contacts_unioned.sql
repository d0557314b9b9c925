with

calls as (
    select * from {{ ref('fct_calls') }}
    where not is_test
),

contacts as (
    select * from {{ ref('fct_interactions') }}
    where is_contact and not is_test
),

-- a call that nobody took was dialled all the same; a chat is both sides' words in one row
final as (
    select
        employee_id,
        started_date as activity_date,
        case direction when 'outbound' then 'call_made' else 'call_answered' end as act,
        coalesce(talked_seconds, 0) as talked_seconds
    from calls
    where direction = 'outbound' or (direction = 'inbound' and is_answered)
    union all
    select
        employee_id,
        started_date as activity_date,
        interaction_kind as act,
        0 as talked_seconds
    from contacts
    where
        (interaction_kind in ('mail', 'message') and direction = 'outbound')
        or (interaction_kind = 'chat' and employee_id <> 'unassigned')
        or interaction_kind = 'meeting'
)

select * from final
