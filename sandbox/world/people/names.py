"""Names as people have them, in three languages, and as other people type them."""

import numpy as np

# by language and gender: first names; Ukrainian and Russian forms stand at equal positions
FIRST = {
    ("uk", "f"): "Олена Наталія Ірина Тетяна Світлана Оксана Юлія Марія Анна Катерина"
    " Людмила Віра Софія Дарина Соломія Ганна Любов Надія Вікторія Лариса",
    ("ru", "f"): "Елена Наталья Ирина Татьяна Светлана Оксана Юлия Мария Анна Екатерина"
    " Людмила Вера София Дарья Соломия Анна Любовь Надежда Виктория Лариса",
    ("en", "f"): "Emma Olivia Grace Alice Nora Hannah Julia Mary Anna Catherine"
    " Lucy Vera Sophie Daria Chloe Holly Ivy Hope Victoria Laura",
    ("uk", "m"): "Олександр Сергій Андрій Дмитро Микола Володимир Іван Юрій Максим Тарас"
    " Богдан Ігор Олексій Євген Павло Роман Віталій Степан Василь Петро",
    ("ru", "m"): "Александр Сергей Андрей Дмитрий Николай Владимир Иван Юрий Максим Тарас"
    " Богдан Игорь Алексей Евгений Павел Роман Виталий Степан Василий Пётр",
    ("en", "m"): "Oliver James Andrew Daniel Nicholas William Ivan George Max Thomas"
    " Brian Peter Alexander Eugene Paul Roman Victor Steven Basil Henry",
}
LAST = {
    "uk": "Шевченко Коваленко Бондаренко Ткаченко Кравченко Олійник Шевчук Коваль Поліщук Бондар"
    " Мельник Гончар Мороз Лисенко Руденко Савченко Петренко Марченко Клименко Павленко Кузьменко"
    " Левченко Сидоренко Романюк Гаврилюк Яценко Жук Швець Білик Щербак",
    "ru": "Шевченко Коваленко Бондаренко Ткаченко Кравченко Олейник Шевчук Коваль Полищук Бондарь"
    " Мельник Гончар Мороз Лысенко Руденко Савченко Петренко Марченко Клименко Павленко Кузьменко"
    " Левченко Сидоренко Романюк Гаврилюк Яценко Жук Швец Билык Щербак",
    "en": "Archer Byrne Clarke Dubois Evans Fischer Green Hart Irwin Jones"
    " Miller Potter Frost Fox Reed Sawyer Peters Marsh Clement Paul Cosman"
    " Lewis Sidor Roman Gale Yates Beetle Taylor White Shield",
}
LATIN_OF = (
    "аa бb вv гh ґg дd еe єie жzh зz иy іi їi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh"
    " щshch ь юiu яia ёe ыy эe ъ"
)
LATIN = {pair[0]: pair[1:] for pair in LATIN_OF.split()}
FIRM_WORDS = "Світанок Дніпро Калина Промінь Явір Верба Обрій Джерело Злагода Криниця Aurora Nova"
FIRM_FORMS = ("ТОВ «{}»", "ФОП {}", "ПП «{}»", "ООО «{}»", "{} LLC", "{} Group")
FIRM_TRADES = ("Трейд", "Буд", "Сервіс", "Маркет", "Дизайн", "Кафе", "Готель", "Медіа")
CITIES = ("Київ", "Львів", "Одеса", "Харків", "Дніпро", "Вінниця", "Полтава", "Чернівці")
CITY_SHARES = (0.34, 0.14, 0.12, 0.12, 0.11, 0.07, 0.05, 0.05)
CITIES_ABROAD = {"PL": "Kraków", "DE": "Hamburg", "GB": "Leeds"}
# what people and careless imports put into a name field; every report must show it as text
HOSTILE = (
    "<script>alert('vesna')</script>",
    '=HYPERLINK("http://vesna.example","open")',
    "@SUM(A1:A9)",
    "Olha\r\nBcc: everyone@vesna.example",
    "\u202etxt.exe",
    r"$\frac{1}{2}$ & daughters",
    "Robert'); drop table clients;--",
    "я" * 5_000,
)


def latin(text: str) -> str:
    """Write a Cyrillic text in Latin letters, the way the Ukrainian passport office does."""
    letters = (
        LATIN.get(letter, letter)
        if letter.islower()
        else LATIN.get(letter.lower(), letter).capitalize()
        for letter in text
    )
    return "".join(letters)


def first_name(language: str, gender: str, number: int) -> str:
    """Return one of the first names of a language and gender."""
    names = _FIRST[language, gender]
    return names[number % len(names)]


def last_name(language: str, number: int) -> str:
    """Return one of the last names of a language."""
    names = _LAST[language]
    return names[number % len(names)]


def firm_name(number: int) -> str:
    """Return the number-th name of a firm; they repeat after some thousands."""
    words = FIRM_WORDS.split()
    word = words[number % len(words)]
    trade = FIRM_TRADES[number // 12 % len(FIRM_TRADES)]
    form = FIRM_FORMS[number // 96 % len(FIRM_FORMS)]
    return form.format(f"{word} {trade}")


def typed(first: str, last: str, way: int, slip: int) -> str:
    """Return a full name as somebody types it: order, case, script, and now and then a slip."""
    ways = (
        f"{first} {last}",
        f"{last} {first}",
        latin(f"{first} {last}"),
        f"{first} {last}".lower(),
        f"  {last}  {first}",
        first,
    )
    name = ways[way]
    return name if slip < 0 else with_slip(name, slip)


def with_slip(text: str, where: int) -> str:
    """Swap two neighbouring letters: the commonest slip of the hand."""
    if len(text) < 4:
        return text
    at = 1 + where % (len(text) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def typed_phone(number: int, way: int) -> str:
    """Return a Ukrainian mobile number (nine digits after +380) as somebody types it."""
    digits = f"{number:09d}"
    code, a, b, c = digits[:2], digits[2:5], digits[5:7], digits[7:]
    ways = (
        f"+380{digits}",
        f"+380 {code} {a} {b} {c}",
        f"0{digits}",
        f"0{code} {a}-{b}-{c}",
        f"8 (0{code}) {a}{b}{c}",
        f"380{digits}",
    )
    return ways[way]


def numbers_of_people(rng: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    """Draw what a name is made of: positions in the lists above and the way it is typed."""
    return {
        "gender": rng.choice(["f", "m"], count, p=[0.58, 0.42]),
        "first": rng.integers(0, 20, count),
        "last": rng.integers(0, 30, count),
        "way": rng.choice(6, count, p=[0.62, 0.14, 0.08, 0.08, 0.03, 0.05]),
        "slip": np.where(rng.random(count) < 0.02, rng.integers(0, 50, count), -1),
    }


_FIRST = {key: names.split() for key, names in FIRST.items()}
_LAST = {key: names.split() for key, names in LAST.items()}
