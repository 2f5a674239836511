"""Units and currencies of Chinese texts, in simplified characters and half width."""

from __future__ import annotations

import re

from duizhao.corpus.quantities.quantity import ANY_DOLLAR

CURRENCIES = {
    "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY", "港元": "HKD",
    "港币": "HKD",
    "新台币": "TWD", "台币": "TWD", "人民币": "CNY", "卢布": "RUB", "韩元": "KRW", "卢比": "INR", "澳元": "AUD",
    "加元": "CAD", "新元": "SGD", "瑞士法郎": "CHF", "澳门元": "MOP", "泰铢": "THB", "元": ANY_DOLLAR, "圆": ANY_DOLLAR,
    "块钱": ANY_DOLLAR,
}  # fmt: skip
UNITS = {
    "平方公里": "km2", "平方千米": "km2", "平方米": "m2", "平方公尺": "m2", "平方英里": "sqmile", "平方英尺": "sqft",
    "公里": "km", "千米": "km", "英里": "mile", "海里": "nautical mile", "厘米": "cm", "公分": "cm", "毫米": "mm",
    "米": "m", "公尺": "m", "微米": "micrometre", "纳米": "nanometre", "英尺": "foot", "英寸": "inch", "码": "yard",
    "华里": "li", "市里": "li", "里": "li", "丈": "zhang", "市尺": "chi", "尺": "chi", "市寸": "cun", "寸": "cun",
    "公斤": "kg", "千克": "kg", "毫克": "mg", "市斤": "jin", "斤": "jin", "吨": "tonne", "公担": "quintal",
    "市担": "dan", "担": "dan", "市两": "liang", "两": "liang", "钱": "qian",
    "克": "g", "磅": "pound", "盎司": "ounce", "公顷": "hectare", "英亩": "acre", "市亩": "mu", "亩": "mu",
    "市顷": "qing", "顷": "qing", "坪": "ping",
    "毫升": "ml", "公升": "litre", "市升": "litre", "升": "litre", "立方米": "m3", "加仑": "gallon", "斗": "dou",
    "石": "dan", "桶": "barrel",
    "摄氏度": "celsius", "°C": "celsius", "°F": "fahrenheit", "华氏度": "fahrenheit",
    "分钟": "minute", "个小时": "hour", "小时": "hour",
    "个钟头": "hour", "钟头": "hour", "秒钟": "second", "秒": "second", "个星期": "week", "周": "week", "星期": "week",
    "km2": "km2", "m2": "m2", "km": "km", "cm": "cm", "mm": "mm", "kg": "kg", "mg": "mg", "ml": "ml", "mL": "ml",
    "个礼拜": "week", "礼拜": "week", "个月": "month", "天": "day",
}  # fmt: skip
_NOT_BEFORE = {
    "里": "[程面头边外屯弄巷坊长斯约昂奥拉兹亚巴根德布加尼伯诺维氏]",
    "两": "[个位名天年次人句家三四五六七八九者岸国地会党军院用样种类广江湖侧级口极手只条件方步派边头面支]",
    "担": "[任忧心负当保架]", "钱": "[币学氏包]", "斗": "[争志殴]", "升": "[至到级降学高值温幅迁]",
    "顷": "刻", "寸": "步", "尺": "度", "米": "[兰老粉饭其尔德勒饭兹罗利]", "克": "[拉里服制斯]", "码": "[头字]",
    "周": "[边围刊报末岁年一二三四五六日]", "天": "[然空文主津安王]", "磅": "礴", "桶": "装", "吨": "级",
    "石": "[油头块家庄膏灰英子像刻窟碑榴破敢景门友原川匠板柱砖]",
}  # fmt: skip
"""Characters after which a word is no unit: 三里屯, 两两个."""


def _before_nothing_else(word: str) -> str:
    if word.isascii():
        return rf"{re.escape(word)}(?![A-Za-z0-9])"
    return re.escape(word) + (f"(?!{_NOT_BEFORE[word]})" if word in _NOT_BEFORE else "")


UNIT = re.compile("|".join(map(_before_nothing_else, sorted([*CURRENCIES, *UNITS], key=len, reverse=True))))
"""A unit or a currency, the longest first."""


def unit_of(word: str) -> str:
    """The unit or the currency's code that a word of `UNIT` stands for."""
    return UNITS.get(word) or CURRENCIES[word]


COUNTED = re.compile(
    r"[个名位人岁次届条项款章节编件家所座份张种类级批只头辆架艘台部本篇句段层栋间户村县市省国例倍页期集季轮场支队枚颗粒元圆年月日号天时"
    r"分秒度亩公里米吨斤克升镑点成%‰]"
)
"""What a numeral counts, by the character that follows it."""
