"""A few sentences of both languages, over which a model's mean vectors are taken where none are stored."""

CHINESE = (
    "国家尊重和保障人权，任何人都必须遵守法律。",
    "昨天下午，总理在北京会见了来访的外国代表团。",
    "她轻轻地关上门，一句话也没有说就走了。",
    "本研究表明，气温每升高一度，产量下降约百分之五。",
    "公司去年的收入为三亿二千万元，比上年增长12%。",
    "你为什么不早一点告诉我？我们还来得及吗？",
    "学生应当按时完成作业，并把书还给图书馆。",
    "這座城市的老房子大多是在二十世紀初建造的。",
    "医生说他的病不重，休息几天就会好起来。",
    "会议强调，要加强农村教育，改善教师的工作条件。",
    "雨下了整整一夜，河水涨得很高，桥也被冲走了。",
    "根据合同第七条，双方可以提前三十天书面通知解除协议。",
)
ENGLISH = (
    "The state respects and protects human rights, and everyone must obey the law.",
    "Yesterday afternoon the premier met a visiting foreign delegation in Beijing.",
    "She closed the door softly and left without saying a word.",
    "The study shows that yields fall by about five per cent for every degree of warming.",
    "The company's revenue last year was 320 million yuan, up 12% on the year before.",
    "Why didn't you tell me sooner? Is there still time?",
    "Students should finish their homework on time and return the books to the library.",
    "Most of the old houses in this city were built in the early twentieth century.",
    "The doctor said that his illness was not serious and that he would soon recover.",
    "The meeting stressed that rural education and teachers' working conditions must improve.",
    "It rained all night; the river rose high and the bridge was swept away.",
    "Under Article 7 of the contract, either party may end the agreement at thirty days' written notice.",
)
