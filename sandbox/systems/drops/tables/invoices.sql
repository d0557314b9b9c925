-- the accounts' export: an invoice stands in the month of its issue, paid or not
select
    strftime(timezone('Europe/Kyiv', timezone('UTC', issued_at)), '%Y-%m') as _month,
    number as "Номер",
    strftime(timezone('Europe/Kyiv', timezone('UTC', issued_at)), '%d.%m.%Y %H:%M:%S') as "Дата",
    client_id as "КодКонтрагента",
    order_id as "Заказ",
    replace(cast(amount as varchar), '.', ',') as "Сумма",
    strftime(due_on, '%d.%m.%Y') as "СрокОплаты",
    case
        when paid_at <= getvariable('moment')
            then strftime(timezone('Europe/Kyiv', timezone('UTC', paid_at)), '%d.%m.%Y %H:%M:%S')
    end as "ДатаОплаты"
from invoices
where issued_at <= getvariable('moment')
