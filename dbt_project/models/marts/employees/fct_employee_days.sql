with

acts as (
    select
        employee_id,
        activity_date,
        act,
        client_id,
        amount,
        talked_seconds,
        null as scheduled_minutes
    from {{ ref('int_employee_acts_unioned') }}
    union all
    select
        employee_id,
        work_date as activity_date,
        'scheduled' as act,
        null as client_id,
        null as amount,
        null as talked_seconds,
        scheduled_minutes
    from {{ ref('int_employee_minutes_scheduled') }}
),

final as (
    select
        employee_id,
        activity_date,
        {{ count_of('new') }} as new_order_count,
        {{ amount_of('new') }} as new_order_amount,
        {{ count_of('completed') }} as completed_order_count,
        {{ amount_of('completed') }} as completed_order_amount,
        {{ count_of('cancelled') }} as cancelled_order_count,
        count(distinct case when act = 'new' then client_id end) as client_count,
        {{ amount_of('returned') }} as returned_amount,
        {{ amount_of('paid') }} as paid_amount,
        {{ count_of('call_made') }} as made_call_count,
        {{ count_of('call_answered') }} as answered_call_count,
        {{ whole('coalesce(sum(talked_seconds), 0)') }} as talked_seconds,
        {{ count_of('mail') }} as sent_mail_count,
        {{ count_of('message') }} as sent_message_count,
        {{ count_of('chat') }} as chat_count,
        {{ count_of('meeting') }} as held_meeting_count,
        {{ count_of('task_completed') }} as completed_task_count,
        {{ count_of('task_overdue') }} as overdue_task_count,
        {{ count_of('request_resolved') }} as resolved_request_count,
        {{ count_of('deal_moved') }} as deal_move_count,
        {{ whole('sum(scheduled_minutes)') }} as scheduled_minutes
    from acts
    group by employee_id, activity_date
)

select * from final
