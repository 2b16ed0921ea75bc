// Every Chinese sentence of the ledger room: what is wrong, where, and how to mend it.

const clip = (text: string): string => {
  const line = [...text.replace(/\s+/g, " ")];
  return line.length > 30 ? `${line.slice(0, 30).join("")}…` : line.join("");
};

/** What is wrong with one value; `MESSAGES.at` puts the place in front. */
export const MESSAGES = {
  at: (row: number, label: string, problem: string) => `第${row}行“${label}”：${problem}`,
  atRow: (row: number, problem: string) => `第${row}行：${problem}`,

  required: () => "不能为空，请补填",
  requiredWhen: (label: string, value: string) => `“${label}”填“${value}”时不能为空，请补填`,
  excelError: (text: string) => `单元格是公式错误“${text}”，请改成实际内容`,
  notADate: (text: string, year: number) => `“${clip(text)}”不是日期，请写成${year}-07-27或${year}年7月27日`,
  dateWithoutDay: (text: string, year: number) =>
    `“${clip(text)}”没有写明是哪一天，请写成${year}-07-27或${year}年7月27日`,
  notAMonth: (text: string, year: number) => `“${clip(text)}”不是月份，请写成${year}-07或${year}年7月`,
  notANumber: (text: string) => `“${clip(text)}”不是数字，请只填数字，如12或1234.5`,
  notAnInteger: (text: string) => `“${clip(text)}”不是整数，请填整数，如12`,
  notAPercent: (text: string) => `“${clip(text)}”不是百分数，请写成85%`,
  unclearPercent: (text: string) => `“${clip(text)}”看不出是多少，请带上百分号，如85%或0.85%`,
  notABoolean: (text: string) => `“${clip(text)}”看不出是还是否，请填“是”或“否”`,
  notAnOption: (text: string, options: readonly string[]) =>
    `“${clip(text)}”不在可选项里，请从中选一项：${options.join("、")}`,
  notAmong: (text: string, label: string, value: string, options: readonly string[]) =>
    `“${label}”填“${value}”时不能填“${clip(text)}”，请从中选一项：${options.join("、")}`,
  notAPhone: (text: string) => `“${clip(text)}”不是电话号码，请写手机号，或带区号的座机，如0477-1234567`,
  notAFile: (text: string) =>
    `“${clip(text)}”不是文件名，请写附件的全名，如整改方案.docx，文件另发；没有附件的请留空`,
  lostDigits: (text: string) =>
    `“${clip(text)}”是被表格改成数值的长号码，末几位已失真，请把单元格设为文本后重填`,
  tooLong: (limit: number, length: number) => `最多${limit}字，现在有${length}字，请精简`,
  tooSmall: (value: string, min: number) => `${value}小于${min}，请填不小于${min}的数`,
  tooLarge: (value: string, max: number) => `${value}大于${max}，请填不大于${max}的数`,
  tooEarly: (day: string, bound: string) => `${day}早于${bound}，请核对`,
  tooLate: (day: string, bound: string) => `${day}晚于${bound}，请核对`,
  wrongSum: (said: string, sum: string) => `填的是${said}，按各栏相加是${sum}，请核对`,
  otherPart: (value: string) => `本表只填“${value}”的，其他的请填到对应的表里`,
  unknownReference: (text: string) => `没有查到“${clip(text)}”，请核对编号`,
  foreignProblem: (text: string) => `“${clip(text)}”是其他单位的问题，这里只填本单位的，请核对编号`,
  goneProblem: (text: string) => `“${clip(text)}”已撤销或不再列入台账，请删去这一行`,
  duplicate: (other: number) => `与第${other}行重复，请删去一行或改成不同的内容`,
  today: "今天",
  fieldOnDay: (label: string, day: string) => `“${label}”（${day}）`,

  unknownLabel: (label: string, near: string) => `没有“${label}”这一栏，是不是“${near}”？请改正后重发`,
  strayLine: (line: string) => `没看懂“${clip(line)}”，请写成“栏目：内容”`,
  emptyForm: () => "没有读到填写的内容，请在各栏冒号后填写，再整段发回",

  tooBig: (megabytes: number) => `文件超过${megabytes}MB，请删去图片或拆成几个文件后再发`,
  tooManyRows: (limit: number) => `表格超过${limit}行，请拆成几个文件后再发`,
  bloated: () => "表格展开后过大，请把有内容的行复制到一个新表，另存为.xlsx后再发",
  oldExcel: () => "这是旧版格式（.xls或.et），请用Excel或WPS打开，另存为“Excel工作簿（.xlsx）”后再发",
  encrypted: () => "这个表格设有打开密码，请取消密码（文件→信息→保护工作簿）后另存为.xlsx再发",
  macros: () => "这个表格带有宏，不能接收，请另存为“Excel工作簿（.xlsx）”（不带宏）后再发",
  externalLinks: () => "这个表格引用了别的文件，请先断开链接（数据→编辑链接→断开链接），另存后再发",
  binaryExcel: () => "这是二进制格式（.xlsb），请另存为“Excel工作簿（.xlsx）”后再发",
  notAWorkbook: () => "这不是.xlsx表格，请用Excel或WPS另存为“Excel工作簿（.xlsx）”后再发",
  damaged: () => "这个表格打不开，可能已损坏，请重新另存为.xlsx后再发",
  noHeader: (title: string) => `没有认出《${title}》的表头，请用发给您的表填写，不要改动栏目名称`,
  missingColumns: (labels: readonly string[]) =>
    `缺少${labels.map((label) => `“${label}”`).join("、")}这${labels.length}栏，请补上后再发`,
  formWithoutHeader: (title: string) =>
    `没有在这份表里认出《${title}》的表头，不能代为填写，请核对是不是这份表`,
  formWithContent: (row: number) => `表头下面第${row}行已有内容，请先清空示例或旧数据再发`,
  formWithMerges: (row: number) => `第${row}行有上下合并的单元格，不能逐条填写，请先取消合并再发`,
  formWithTable: () =>
    "这份表用了“超级表”或透视表，行数不够时不能代为插入，请先转换为普通区域，或多留空行再发",
  formWithComments: () => "表尾的单元格带有批注，行数不够时不能代为插入，请删去批注，或多留空行再发",
  formWithOutsideFormulas: (other: string, own: string) =>
    `工作表“${other}”的公式引用了“${own}”，行数不够时不能代为插入，请多留空行再发`,
  rowsWithoutSheet: (count: number) => `有${count}条在这份文件里没有对应的表，不能代为填写，请补上缺的表再发`,
  columnNotThere: (label: string) => `对方的表里没有“${label}”这一栏，没有写入`,
  ignoredColumn: (label: string, cell: string) => `“${clip(label)}”（${cell}）不是本表的栏目，没有收取`,
  scaledColumn: (label: string, cell: string) =>
    `“${clip(label)}”（${cell}）的计量单位与本表不同，数是照原样读的，请核对并换算`,
  doubledColumn: (label: string, first: string, second: string) =>
    `“${clip(label)}”有两栏，收取了${first}列的，${second}列的没有收取`,
  unnamedColumn: (column: string) => `${column}列没有栏目名称，其中的内容没有收取`,
  hiddenRows: (rows: readonly number[]) =>
    `表中第${rows.slice(0, 10).join("、")}行${rows.length > 10 ? `等${rows.length}行` : ""}是隐藏或被筛选掉的，也已读入，不报的请删去`,
  hiddenColumns: (columns: readonly string[]) => `表中${columns.join("、")}列是隐藏的，也已读入，请核对`,
  sharedCount: (top: number, bottom: number) =>
    `第${top}至${bottom}行合并成了一格，看不出各行是多少，请取消合并后逐行填写`,
  dittoOfNothing: (text: string) => `“${clip(text)}”上面没有内容，请写明`,
  ignoredSheet: (name: string) => `工作表“${clip(name)}”没有收取，如有内容请并入同一张表`,
  ignoredMore: (count: number) => `还有${count}处没有收取，没有逐一列出`,
  ignoredRow: (row: number, text: string) => `表中第${row}行“${clip(text)}”不是条目，没有收取`,
} as const;

/** Fixed words on forms and sheets. */
export const WORDS = {
  unit: "填报单位",
  stampedUnit: "填报单位（盖章）",
  filledBy: "填报人",
  reviewedBy: "审核人",
  phone: "联系电话",
  filledOn: "填报日期",
  sequence: "序号",
  toMend: "需要修改的地方",
  none: "—",
  yes: "是",
  no: "否",
  attachment: (no: string) => `附件${no}`,
  code: (code: string) => `表号：${code}（请勿修改）`,
  entry: (n: number) => `—— 第${n}条 ——`,
  pages: "第 &P 页，共 &N 页",
  optionsSheet: "选项",
  hiddenSheet: "（隐藏）",
  alsoRequired: (label: string, value: string, labels: readonly string[]) =>
    `“${label}”填“${value}”的，还须填${labels.join("、")}`,
  sheetNotes: (requirements: readonly string[]) =>
    `填表说明：1.${["带*的栏目必填", ...requirements].join("；")}；2.一行填一条，行数不够可在表内插入行，日期写成2023-07-27的样式，有下拉的请从下拉中选；3.请勿改动栏目名称；4.严禁填报涉密信息和工作秘密。`,
  chatNote: (text: string) => `※ ${text}。`,
  chatNotes: "※ 带*为必填；有几条就复制几段，填好后整段发回。严禁填报涉密信息和工作秘密。",
  chooseOne: (options: readonly string[]) => `选一项：${options.join("/")}`,
  chooseSome: (options: readonly string[]) => `可选多项：${options.join("/")}`,
  dateHint: "如7月27日",
  monthHint: "如2023年7月",
  booleanHint: "是/否",
  numberHint: "填数字",
  percentHint: "如85%",
  phoneHint: "手机号或带区号的座机",
  fileHint: "附件名称，文件另发",
} as const;
