// The interface in the language of the browser, and the few ways to make elements.

const chinese = /^zh\b/i.test(navigator.language);
const CHINESE = {
  "Find by any name": "按任何名称查找",
  "Nothing is called like that": "没有类似名称",
  things: "个事物",
  thing: "个事物",
  relations: "条关系",
  relation: "条关系",
  sources: "个来源",
  source: "个来源",
  Things: "事物",
  Relations: "关系",
  Sources: "来源",
  "Legend and filters": "图例与筛选",
  "sources disagree": "来源有分歧",
  "former, or not certain": "已结束或不确定",
  "partly implied": "部分为推断",
  "Size by": "大小依据",
  "Number of relations": "关系数量",
  "Influence (PageRank)": "影响力（PageRank）",
  "Money raised": "融资额",
  Back: "返回",
  "Show everything": "显示全部",
  "Fit to screen": "适应屏幕",
  "Zoom in": "放大",
  "Zoom out": "缩小",
  "Whole network": "完整网络",
  Communities: "社群",
  Table: "表格",
  Drawing: "图形",
  Text: "原文",
  "Take along": "导出",
  "Copy link to this view": "复制此视图链接",
  "Copy query": "复制查询",
  Copied: "已复制",
  "Picture (PNG)": "图片 (PNG)",
  "Picture (SVG)": "图片 (SVG)",
  "Table (CSV)": "表格 (CSV)",
  "Graph (Turtle)": "图数据 (Turtle)",
  "The SPARQL that yields this view": "得到此视图的 SPARQL",
  "Any time": "任何时间",
  Play: "播放",
  Pause: "暂停",
  Month: "月份",
  "{0} relations shown": "显示 {0} 条关系",
  "{0} certain, {1} possible, {2} undated": "{0} 条确定，{1} 条可能，{2} 条无日期",
  "{0} undated": "{0} 条无日期",
  "Select a thing or a relation to see who says so": "选择事物或关系，查看其出处",
  "Select a community to unfold it": "选择一个社群即可展开",
  "Nothing fits these choices": "没有符合这些选择的内容",
  Details: "详情",
  Close: "关闭",
  Homepage: "主页",
  "Show the neighbourhood": "显示邻域",
  "1 step": "1 步",
  "2 steps": "2 步",
  "3 steps": "3 步",
  Hide: "隐藏",
  "Find a chain from here": "从此处寻找关系链",
  "Fold its community": "折叠所在社群",
  "Choose the other end of the chain": "选择关系链的另一端",
  Cancel: "取消",
  "Shortest chain": "最短关系链",
  "{0} steps": "{0} 步",
  "Nothing connects them in what is shown": "在显示的内容中二者没有联系",
  "Known of it": "已知事实",
  "Why one thing?": "为何视为同一事物？",
  "Sources call it by these names:": "各来源使用的名称：",
  "It is one with {0}: {1}": "与 {0} 是同一事物：{1}",
  Evidence: "证据",
  "What the sources say": "各来源的说法",
  "said by {0}": "出自 {0}",
  "Sources disagree": "来源有分歧",
  "Not certain at this date": "此日期尚不确定",
  Former: "已结束",
  "Implied, not stated: {0}": "推断而非明述：{0}",
  "Reservation: {0}": "保留：{0}",
  shown: "采用",
  from: "从",
  to: "到",
  when: "时间",
  "from {0}": "自 {0}",
  "until {0}": "至 {0}",
  yes: "是",
  no: "否",
  Name: "名称",
  Kind: "类别",
  From: "从",
  Relation: "关系",
  To: "到",
  When: "时间",
  "Show more": "显示更多",
  "{0} things in small groups": "小群体中的 {0} 个事物",
  "{0} things": "{0} 个事物",
  "{0} and others": "{0} 等",
  "A drawing of the network: arrow keys move from thing to thing, Enter selects, plus and minus zoom":
    "网络图：方向键移动，回车键选择，加减键缩放",
  "The shown part in a table": "所示部分的表格",
  "Read in the text": "在原文中查看",
  "The text": "原文",
  "line {0}": "第 {0} 行",
  "paragraph {0}, characters {1}–{2}": "第 {0} 段，第 {1}–{2} 字符",
  "the document": "整篇文档",
  "as of {0}": "截至 {0}",
  "{0} of {1} relations may or may not have held then": "{1} 条关系中有 {0} 条当时是否成立并不确定",
  "{0} counts more than {1}": "{0}优先于{1}",
  "an announcement by the party itself": "当事方自己的公告",
  press: "媒体报道",
  "a public data set": "公开数据集",
  "a bulk export or copy": "批量导出或副本",
  "what is stated outright": "明确陈述",
  "what is implied": "推断",
  "of two sources of one rank the newer counts more": "同级来源中，较新者优先",
  "the sources are of one rank and date, and the first by name is taken": "来源同级且同日，取名称在前者",
  "the source contradicts itself, and what it says first is taken": "该来源自相矛盾，取其首次陈述",
  "the sum is the whole round's, shared with {0} more": "该金额为整轮总额，另有 {0} 方参投",
  "The container ecosystem": "容器生态系统",
  "The answer to a query": "查询结果",
};

function t(text, ...values) {
  const told = chinese && Object.hasOwn(CHINESE, text) ? CHINESE[text] : text;
  return told.replace(/\{(\d)\}/g, (whole, number) => values[number] ?? whole);
}

const labelOf = ({ label: [english, other] }) => (chinese && other ? other : english);
const amount = (number) => number.toLocaleString(chinese ? "zh" : "en");

// What the ontology calls in Chinese what it calls so in English.
const inChinese = (text) => (chinese && Object.hasOwn(data.words, text) ? data.words[text] : text);

// A text of the page's own in which only the numbers vary, such as "line 12".
function inNumbers(text) {
  const numbers = text.match(/\d+/g) ?? [];
  let count = 0;
  return t(text.replace(/\d+/g, () => `{${count++}}`), ...numbers);
}

// Names of properties and classes, as people write them.
const inWords = (name) => inChinese(String(name)).replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

function element(tag, { on, attributes = {}, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (on) made.addEventListener("click", on);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

function link(address, text) {
  const place = { href: address, target: "_blank", rel: "noopener noreferrer" };
  return element("a", { ...place, textContent: text });
}

const linkIfAddress = (text) => (/^https?:\/\/[^\s]+$/i.test(text) ? link(text, text) : text);

function button(text, on, className = "") {
  return element("button", { type: "button", on, className, textContent: text });
}

const byId = (id) => document.getElementById(id);

document.documentElement.lang = chinese ? "zh" : "en";
for (const place of document.querySelectorAll("[data-t]")) place.textContent = t(place.dataset.t);
for (const place of document.querySelectorAll("[data-label]")) {
  place.setAttribute("aria-label", t(place.dataset.label));
}
for (const place of document.querySelectorAll("[data-zh]")) {
  if (chinese && place.dataset.zh) place.textContent = place.dataset.zh;
}
