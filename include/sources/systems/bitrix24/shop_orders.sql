-- One row per order of the shop. Its client is that of its deal, else its own company, else its
-- own contact (portal_deals: deals, statuses; portal_clients: contacts, companies).
with

named as (
    select
        order_id,
        deal_id,
        list_filter(
            try(
                from_json(
                    payload -> '$.clients',
                    '[{"entityTypeId": "VARCHAR", "entityId": "VARCHAR", "isPrimary": "VARCHAR"}]'
                )
            ),
            lambda each: each.isPrimary = 'Y'
        ) as own_clients
    from shop_clients
),

known as (
    select
        order_id,
        deal_id,
        list_filter(own_clients, lambda each: each.entityTypeId = '4')[1].entityId as company_id,
        list_filter(own_clients, lambda each: each.entityTypeId = '3')[1].entityId as contact_id
    from named
)

select
    o.id as order_id,
    coalesce(portal_deals.client_id, firms.client_id, persons.client_id) as client_id,
    nullif(o.responsibleId, '0') as employee_id,
    o.dateInsert as ordered_at,
    case
        when o.canceled = 'Y' then 'cancelled'
        when list_contains($completed_statuses, o.statusId) then 'completed'
        else 'placed'
    end as status,
    case when status = 'completed' then o.dateStatus end as completed_at,
    case when status = 'cancelled' then coalesce(nullif(o.dateCanceled, ''), o.dateUpdate) end
        as cancelled_at,
    o.price as order_total
from shop_orders as o
left join known
    on o.id = known.order_id
left join portal_deals
    on known.deal_id = portal_deals.deal_id
left join portal_clients as firms
    on known.company_id = firms.id
    and firms.thing = 'company'
left join portal_clients as persons
    on known.contact_id = persons.id
    and persons.thing = 'contact'
