-- One row per order of the shop. Its client is that of its deal, of several the first that has one,
-- else its own company, else its own contact.
with

bound as (
    select
        order_id,
        unnest(try(from_json(payload -> '$.ownerIds', '["VARCHAR"]'))) as deal_id
    from shop_clients
),

dealt as (
    select
        bound.order_id,
        arg_min(portal_deals.client_id, portal_deals.deal_id::bigint) as client_id
    from bound
    inner join portal_deals
        on bound.deal_id = portal_deals.deal_id
    group by bound.order_id
),

named as (
    select
        order_id,
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
        list_filter(own_clients, lambda each: each.entityTypeId = '4')[1].entityId as company_id,
        list_filter(own_clients, lambda each: each.entityTypeId = '3')[1].entityId as contact_id
    from named
),

final as (
    select
        shop_orders.id as order_id,
        coalesce(dealt.client_id, firms.client_id, persons.client_id) as client_id,
        nullif(shop_orders.responsibleId, '0') as employee_id,
        shop_orders.dateInsert as ordered_at,
        case
            when shop_orders.canceled = 'Y' then 'cancelled'
            when list_contains($completed_statuses, shop_orders.statusId) then 'completed'
            else 'placed'
        end as status,
        case when status = 'completed' then shop_orders.dateStatus end as completed_at,
        case
            when status = 'cancelled'
                then coalesce(nullif(shop_orders.dateCanceled, ''), shop_orders.dateUpdate)
        end as cancelled_at,
        shop_orders.price as order_total
    from shop_orders
    left join known
        on shop_orders.id = known.order_id
    left join dealt
        on shop_orders.id = dealt.order_id
    left join portal_clients as firms
        on known.company_id = firms.id
        and firms.thing = 'company'
    left join portal_clients as persons
        on known.contact_id = persons.id
        and persons.thing = 'contact'
)

select * from final
