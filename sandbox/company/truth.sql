-- How many rows of each entity each system holds at getvariable('moment'), once duplicates,
-- deleted and merged records are left out: counted in the company's own truth.
with

clock as (
    select
        getvariable('moment') as moment,
        timezone('Europe/Kyiv', timezone('UTC', getvariable('moment'))) as wall_clock
),

known_clients as (
    select clients.*
    from clients cross join clock
    where
        clients.created_at <= clock.moment
        and coalesce(clients.removed_at > clock.moment, true)
),

known_deals as (
    select deals.*
    from deals cross join clock
    where deals.created_at <= clock.moment and coalesce(deals.removed_at > clock.moment, true)
),

known_orders as (
    select orders.*
    from orders cross join clock
    where orders.entered_at <= clock.moment and coalesce(orders.removed_at > clock.moment, true)
),

counts as (
    select 'shop' as source_name, 'clients' as entity, count(*) as row_count
    from known_clients where unit = 'retail' and in_shop
    union all
    select 'shop', 'products', count(*) from products
    union all
    select 'shop', 'employees', count(*) from employees
    union all
    select 'shop', 'orders', count(*) from known_orders where unit = 'retail'
    union all
    select 'shop', 'order_lines', count(*)
    from order_lines inner join known_orders on order_lines.order_id = known_orders.order_id
    where known_orders.unit = 'retail'
    union all
    select 'shop', 'payments', count(*)
    from payments cross join clock
    where unit = 'retail' and method = 'cash' and paid_at <= moment
    union all
    select 'shop', 'returns', count(*)
    from refunds cross join clock where unit = 'retail' and created_at <= moment
    union all
    select 'shop', 'requests', count(*)
    from requests cross join clock where unit = 'retail' and created_at <= moment
    union all
    select 'shop', 'request_events', count(*)
    from request_events cross join clock where unit = 'retail' and happened_at <= moment
    union all
    select 'shop', 'survey_responses', count(*) from reviews cross join clock where written_at <= moment
    union all
    select 'crm', 'clients', count(*)
    from known_clients cross join clock
    where unit = 'retail' and in_crm and coalesce(merged_at > moment, true)
    union all
    select 'crm', 'leads', count(*)
    from leads cross join clock where unit = 'retail' and created_at <= moment
    union all
    select 'crm', 'deals', count(*) from known_deals where unit = 'retail'
    union all
    select 'crm', 'deal_stage_events', count(*)
    from deal_moves
    inner join known_deals on deal_moves.deal_id = known_deals.deal_id
    cross join clock
    where deal_moves.unit = 'retail' and moved_at <= moment
    union all
    select 'crm', 'tasks', count(*)
    from tasks
    inner join deals on tasks.deal_id = deals.deal_id
    cross join clock
    where deals.unit = 'retail' and tasks.created_at <= moment
    union all
    select 'crm', 'interactions', (
        select count(*)
        from meetings inner join clients on meetings.client_id = clients.client_id cross join clock
        where clients.unit = 'retail' and starts_at <= moment
    ) + (
        select count(*) from calls cross join clock where system = 'bitrix24' and ended_at <= moment
    ) + (
        select count(*)
        from comments
        inner join known_deals on comments.deal_id = known_deals.deal_id
        cross join clock
        where known_deals.unit = 'retail' and comments.created_at <= moment
    )
    union all
    select 'wholesale', 'clients', count(*) from known_clients where unit = 'wholesale'
    union all
    select 'wholesale', 'leads', count(*)
    from leads cross join clock where unit = 'wholesale' and created_at <= moment
    union all
    select 'wholesale', 'deals', count(*) from known_deals where unit = 'wholesale'
    union all
    select 'wholesale', 'orders', count(*) from known_orders where unit = 'wholesale'
    union all
    select 'wholesale', 'order_lines', count(*)
    from order_lines inner join known_orders on order_lines.order_id = known_orders.order_id
    where known_orders.unit = 'wholesale'
    union all
    select 'wholesale', 'requests', count(*)
    from requests cross join clock where unit = 'wholesale' and created_at <= moment
    union all
    select 'wholesale', 'interactions', count(*)
    from calls cross join clock where system = 'dynamics365' and ended_at <= moment
    union all
    select 'wholesale', 'campaigns', count(*)
    from campaigns cross join clock where system = 'dynamics365' and sent_at <= moment
    union all
    -- who is held out of a sending is told, too: as excluded
    select 'wholesale', 'campaign_events', (
        select count(*)
        from campaign_events cross join clock where system = 'dynamics365' and happened_at <= moment
    ) + (
        select count(*)
        from campaign_members
        inner join campaigns on campaign_members.campaign_id = campaigns.campaign_id
        cross join clock
        where campaigns.system = 'dynamics365' and is_holdout and sent_at <= moment
    )
    union all
    select 'mailings', 'campaigns', count(*)
    from campaigns cross join clock where system = 'mailchimp' and sent_at <= moment
    union all
    -- two who share an address are one member, and are sent one mail
    select 'mailings', 'campaign_events', count(distinct case
        when kind in ('sent', 'delivered')
            then concat_ws(' ', campaign_id, kind, lower(trim(email)))
        else cast(event_id as varchar)
    end)
    from campaign_events cross join clock where system = 'mailchimp' and happened_at <= moment
    union all
    select 'bot', 'interactions', count(*)
    from chats cross join clock where author = 'client' and sent_at <= moment
    union all
    select 'mailbox', 'interactions', count(*) from mails cross join clock where sent_at <= moment
    union all
    select 'telephony', 'interactions', count(*)
    from calls cross join clock where system = 'asterisk' and ended_at <= moment
    union all
    select 'warehouse', 'suppliers', count(*) from suppliers
    union all
    select 'warehouse', 'purchase_orders', count(*)
    from purchase_orders cross join clock where ordered_at <= moment
    union all
    select 'warehouse', 'stock_levels', count(*)
    from stock_levels cross join clock where measured_at <= moment
    union all
    select 'warehouse', 'stock_movements', count(*)
    from stock_movements cross join clock where moved_at <= moment
    union all
    select 'site', 'web_events', count(*) from web_hits cross join clock where happened_at <= moment
    union all
    select 'money', 'payments', count(*)
    from payments cross join clock where method <> 'cash' and paid_at <= moment
    union all
    select 'money', 'invoices', count(*) from invoices cross join clock where issued_at <= moment
    union all
    select 'marketing', 'channel_costs', count(*)
    from channel_costs cross join clock where cost_date < cast(wall_clock as date)
    union all
    select 'marketing', 'survey_responses', count(*)
    from surveys cross join clock where answered_at <= moment
    union all
    select 'office', 'sales_plans', count(*)
    from plans cross join clock where valid_from <= cast(wall_clock as date)
    union all
    select 'office', 'employee_schedules', count(*)
    from schedules cross join clock
    where work_date < cast(date_trunc('month', wall_clock) + interval 1 month as date)
    union all
    select 'office', 'documents', count(*) from documents cross join clock where created_at <= moment
    union all
    select 'office', 'absences', count(*)
    from absences cross join clock where first_day <= cast(wall_clock as date)
)

select source_name, entity, row_count
from counts
order by source_name, entity
