"""Mixed text from a seed: what a newsroom never writes at once, all of it at once."""

import random

ARABIC = "قال أعلن مجلس المدينة إن الأسعار ارتفعت خلال الشهر الماضي لا سيما للإسكان والاستثمار وأضاف مُدير الشركة ذلك".split()
PERSIAN = "می‌خواهند کتاب‌ها گفته‌اند پنج‌شنبه چراغ نمی‌گیرد خانهٔ شهرداری گزارش".split()
URDU = "ٹھیک ہے اسکول کے بچوں نے کہا دریائے پانی چھوٹی میں".split()
HEBREW = "שלום העיר אמר ד\"ר מנכ\"לית צה\"ל שָׁלוֹם בירושלים ה־7 שנתיים".split()
LATIN = "Blue Harbor Company review of e-mail AT&T co-op naïve Reuters it's 24/7 C++ state-of-the-art".split()
CYRILLIC = "Москва сказал Ελλάδα λόγος".split()
PRICES = ["$5.40", "€1,200", "38%", "٪٣٨", "١٢٫٥٪", "₪45", "£3-£7", "-12°C", "+4", "USD 20", "۲٬۳۰۰ تومان", "#3", "50%-60%"]
NUMBERS = ["2020-2022", "١٩٩٠–٢٠٠٥", "۱۴۰۲", "10:30", "١٠:٣٠", "3.14", "1/2", "12/05/2026", "۰۹۱۲-۳۴۵", "1,000,000", "(2026)", "٢٠٢٦/٥/١٢"]
URLS = [
    "https://example.org/a/b?c=1&d=2#e",
    "www.example.com",
    "reader@example.org",
    "example.net/path-to/file_name.html",
    "@name",
    "#مدينة_الواحة",
    "C:\\files\\a.txt",
]
MARKS = ["،", ",", ".", ":", "؛", ";", "؟", "?", "!", "…", " -", " –", " —", "/", "..."]
BRACKETS = [("(", ")"), ("[", "]"), ("«", "»"), ("“", "”"), ('"', '"'), ("{", "}"), ("<", ">"), ("'", "'"), ("‹", "›")]
ISOLATES = [("\u2066", "\u2069"), ("\u2067", "\u2069"), ("\u2068", "\u2069")]
EMBEDDINGS = [("\u202a", "\u202c"), ("\u202b", "\u202c")]
CONTROLS = ["\u200e", "\u200f", "\u061c"]
WORDS = [ARABIC, ARABIC, ARABIC, PERSIAN, URDU, HEBREW, HEBREW, LATIN, LATIN, CYRILLIC, PRICES, NUMBERS, NUMBERS, URLS]


def text(seed, count):
    """Returns `count` paragraphs, each of a strong direction of its own."""
    source = random.Random(seed)
    return "\n".join(paragraph(source) for _ in range(count)) + "\n"


def paragraph(source):
    words = phrase(source, source.randint(8, 60), 0)
    return " ".join([source.choice(source.choice([ARABIC, HEBREW, PERSIAN, LATIN])), *words])


def phrase(source, length, depth):
    words = []
    while len(words) < length:
        kind = source.random()
        if depth < 3 and kind < 0.09:
            opening, closing = source.choice(BRACKETS)
            words.append(opening + " ".join(phrase(source, source.randint(1, 5), depth + 1)) + closing)
        elif depth < 3 and kind < 0.14:
            opening, closing = source.choice(ISOLATES * 3 + EMBEDDINGS)
            words.append(opening + " ".join(phrase(source, source.randint(1, 5), depth + 1)) + closing)
        elif kind < 0.17:
            words.append(source.choice(["و", "ل", "ب", "ה"]) + source.choice(source.choice([LATIN, NUMBERS, HEBREW])))
        elif kind < 0.19:
            words.append(source.choice(source.choice(WORDS)) + source.choice(CONTROLS))
        else:
            words.append(source.choice(source.choice(WORDS)))
        if source.random() < 0.15:
            words[-1] += source.choice(MARKS)
        if source.random() < 0.02:
            words[-1] += source.choice(["\u00a0", " ", "\u200b", "\u2009"]) + source.choice(NUMBERS)
    return words
