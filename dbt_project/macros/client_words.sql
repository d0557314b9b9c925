{# Why a client may leave, what to do, and why a product is offered: codes into words. #}

{# A reason of the churn model; `usual` may be null where the pattern does not show it. #}
{% macro reason_words(code, value, usual) -%}
{%- set usual_days = days_in_words('coalesce(' ~ usual ~ ', 0)') -%}
{%- set usual_number = number_in_words('coalesce(' ~ usual ~ ', 0)') -%}
{%- set nothing = "''" -%}
case {{ code }}
    when 'silent_longer_than_usual' then {{ filled({
        'en': 'silent for {value}, usually back within {usual}',
        'ru': 'молчит {value}, обычно возвращается за {usual}',
        'uk': 'мовчить {value}, зазвичай повертається за {usual}',
    }, days_in_words(value), usual_days) }}
    when 'silent_for_long' then {{ filled({
        'en': 'silent for {value}, others for {usual}',
        'ru': 'молчит {value}, другие {usual}',
        'uk': 'мовчить {value}, інші {usual}',
    }, days_in_words(value), usual_days) }}
    when 'fewer_visits_than_before' then {{ filled({
        'en': '{value} in the last 90 days, {usual} in the 90 before',
        'ru': '{value} за последние 90 дней, за 90 дней до них {usual}',
        'uk': '{value} за останні 90 днів, за 90 днів до них {usual}',
    }, purchases_in_words(value), usual_number) }}
    when 'bought_once' then {{ text({
        'en': 'has bought only once',
        'ru': 'была только одна покупка',
        'uk': 'була лише одна покупка',
    }) }}
    when 'few_visits' then {{ filled({
        'en': '{value} in all, others have {usual}',
        'ru': 'всего {value}, у других {usual}',
        'uk': 'усього {value}, в інших {usual}',
    }, purchases_in_words(value), usual_number) }}
    when 'spends_less' then {{ filled({
        'en': 'spent {value} in the last 90 days, usually {usual}',
        'ru': 'за последние 90 дней потрачено {value}, обычно {usual}',
        'uk': 'за останні 90 днів витрачено {value}, зазвичай {usual}',
    }, number_in_words(value), usual_number) }}
    when 'small_purchases' then {{ filled({
        'en': 'spends {value} a time, others {usual}',
        'ru': 'тратит {value} за раз, другие {usual}',
        'uk': 'витрачає {value} за раз, інші {usual}',
    }, number_in_words(value), usual_number) }}
    when 'returns_much' then {{ filled({
        'en': 'returned {value} % of what was bought',
        'ru': 'возврат {value} % купленного',
        'uk': 'повернення {value} % купленого',
    }, "case when " ~ value ~ " < 1 then '<1' else " ~ number_in_words(value) ~ " end", nothing) }}
    when 'new_client' then {{ filled({
        'en': 'new: first purchase {value} ago',
        'ru': 'новый клиент: первая покупка {value} назад',
        'uk': 'новий клієнт: перша покупка {value} тому',
    }, days_in_words(value), nothing) }}
    when 'few_products' then {{ filled({
        'en': 'has tried {value}, others {usual}',
        'ru': 'куплено {value}, у других {usual}',
        'uk': 'куплено {value}, в інших {usual}',
    }, products_in_words(value), usual_number) }}
end
{%- endmacro %}

{# What a rule advises to do about a client who may leave. #}
{% macro measure_words(code) -%}
case {{ code }}
    when 'ask_about_returns' then {{ text({
        'en': 'Ask what was wrong with the goods that came back.',
        'ru': 'Спросите, что было не так с возвращённым товаром.',
        'uk': 'Запитайте, що було не так із повернутим товаром.',
    }) }}
    when 'call' then {{ text({
        'en': 'Call: much is at stake.',
        'ru': 'Позвоните: на кону много.',
        'uk': 'Зателефонуйте: на кону багато.',
    }) }}
    when 'invite_to_second_order' then {{ text({
        'en': 'Give a reason for a second order.',
        'ru': 'Дайте повод для второго заказа.',
        'uk': 'Дайте привід для другого замовлення.',
    }) }}
    when 'write' then {{ text({
        'en': 'Write and remind of what this client usually buys.',
        'ru': 'Напишите и напомните о том, что клиент обычно покупает.',
        'uk': 'Напишіть і нагадайте про те, що клієнт зазвичай купує.',
    }) }}
    when 'wait' then {{ text({
        'en': 'Nothing to do now.',
        'ru': 'Сейчас ничего делать не нужно.',
        'uk': 'Зараз нічого робити не треба.',
    }) }}
end
{%- endmacro %}

{# Why a product is offered; `because` is the name of the goods that led to it, or null. #}
{% macro offer_words(code, because, share_pct) -%}
{%- set percent = "coalesce(cast(cast(round(" ~ share_pct ~ ") as bigint) as varchar), '')" -%}
{%- set name = "coalesce(" ~ because ~ ", '–')" -%}
case {{ code }}
    when 'bought_by_similar_clients' then {{ text({
        'en': 'bought by clients who buy alike',
        'ru': 'берут клиенты с похожими покупками',
        'uk': 'беруть клієнти зі схожими покупками',
    }) }}
    when 'goes_with' then {{ filled({
        'en': 'goes with {value}', 'ru': 'подходит к: {value}', 'uk': 'пасує до: {value}',
    }, name, "''") }}
    when 'popular' then {{ text({
        'en': 'bought most by all', 'ru': 'чаще всего берут все', 'uk': 'найчастіше беруть усі',
    }) }}
    when 'bought_before' then {{ text({
        'en': 'bought before', 'ru': 'клиент уже брал раньше', 'uk': 'клієнт уже брав раніше',
    }) }}
    when 'new_in_range' then {{ text({
        'en': 'new in the range', 'ru': 'новинка', 'uk': 'новинка',
    }) }}
    when 'same_category' then {{ text({
        'en': 'of a category this client buys',
        'ru': 'из категории, которую берёт клиент',
        'uk': 'з категорії, яку бере клієнт',
    }) }}
    when 'rule' then {{ filled({
        'en': '{usual} of 100 baskets with {value} hold it',
        'ru': 'есть в {usual} из 100 корзин, где {value}',
        'uk': 'є у {usual} зі 100 кошиків, де {value}',
    }, name, percent) }}
end
{%- endmacro %}
