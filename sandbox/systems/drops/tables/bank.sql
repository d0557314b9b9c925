-- the bank writes amounts with a comma, and the order's number only in the purpose
select
    strftime(timezone('Europe/Kyiv', timezone('UTC', paid_at)), '%Y-%m') as _month,
    'B' || payment_id as "Документ",
    strftime(timezone('Europe/Kyiv', timezone('UTC', paid_at)), '%d.%m.%Y') as "Дата",
    replace(cast(amount as varchar), '.', ',') as "Сума",
    case when amount < 0 then 'Повернення коштів за замовлення №' else 'Оплата за замовлення №' end
    || order_id as "Призначення"
from payments
where method = 'transfer' and paid_at <= getvariable('moment')
