// The ways in which Chinese plans write repetitions, each with its RFC 5545 rule.
import { NUMERAL, numberOf } from "./numerals.ts";
import { CLOCK, days, type Form, inWorkdays, LIMIT, LIST, pattern, WORKDAYS } from "./recurrence-parts.ts";
import { YEARS } from "./recurrence-years.ts";

const WEEK: Record<string, string> = {
  一: "MO",
  二: "TU",
  三: "WE",
  四: "TH",
  五: "FR",
  六: "SA",
  日: "SU",
  天: "SU",
  末: "SU",
};
const EVERY_QUARTER = { first: "BYMONTH=1,4,7,10", last: "BYMONTH=3,6,9,12" };

/** Every form, longest first: the first that matches at a place takes it. */
export const FORMS: Form[] = [
  {
    period: "季度",
    pattern: pattern(
      `(?:每个?)?季度?(?:结束|终了|末)?之?后的?(?:首月的?|次月的?|第一个月的?)?(${NUMERAL})个?(工作)?[日天](?:以?内|前)?`,
    ),
    read: (m) => ({
      rule: m[2]
        ? inWorkdays(m[1]!, `${EVERY_QUARTER.first};`)
        : `FREQ=MONTHLY;${EVERY_QUARTER.first};BYMONTHDAY=${numberOf(m[1]!)}`,
    }),
  },
  {
    period: "季度",
    pattern: pattern(
      `(?:每个?)?季度?(?:(末月|最后一?个?月|第三个月|末)|(首月|第一个?月|初))的?(${LIST})[日号]${LIMIT}`,
    ),
    read: (m) => ({
      rule: `FREQ=MONTHLY;${m[1] ? EVERY_QUARTER.last : EVERY_QUARTER.first};BYMONTHDAY=${days(m[3]!)}`,
    }),
  },
  {
    period: "季度",
    pattern: pattern(`(?:每个?|下一?个?)季度(?:的?(?:首月|第一个月))?的?(?:首月)?(${NUMERAL})[日号]${LIMIT}`),
    read: (m) => ({ rule: `FREQ=MONTHLY;${EVERY_QUARTER.first};BYMONTHDAY=${numberOf(m[1]!)}` }),
  },
  {
    period: "季度",
    pattern: pattern(`(?:每个?季度?|季度?)(?:末月?)?的?最后一个工作日${LIMIT}`),
    read: () => ({ rule: `FREQ=MONTHLY;${EVERY_QUARTER.last};${WORKDAYS};BYSETPOS=-1` }),
  },
  {
    period: "季度",
    pattern: pattern(`每个?季度?(?:末月底|末(?!前\\d)|底|最后一天)${LIMIT}`),
    read: () => ({ rule: `FREQ=MONTHLY;${EVERY_QUARTER.last};BYMONTHDAY=-1` }),
  },
  ...YEARS,
  {
    period: "半年",
    pattern: pattern(`每半年(?:结束|终了)?后的?(${NUMERAL})个?(工作)?[日天]以?内`),
    read: (m) => ({
      rule: m[2]
        ? inWorkdays(m[1]!, "BYMONTH=1,7;")
        : `FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=${numberOf(m[1]!)}`,
    }),
  },
  {
    period: "周",
    pattern: pattern(
      `(每两周|每双周|隔周|每(?:个?周|个?星期))的?(?:周|星期)?([一二三四五六日天](?:[、和及](?:周|星期)?[一二三四五六日天])*)(?![个次项])(?:（[^）]*）)?(?:${CLOCK})${LIMIT}`,
    ),
    read: (m) => {
      const list = [...m[2]!].flatMap((unit) => WEEK[unit] ?? []).join(",");
      return { rule: `FREQ=WEEKLY;${/两|双|隔/.test(m[1]!) ? "INTERVAL=2;" : ""}BYDAY=${list}` };
    },
  },
  {
    period: "周",
    pattern: pattern("每两周|每双周|每(?:个?周|个?星期)(?:末|内)?|按周|逐周"),
    read: (m) => ({ rule: /两|双/.test(m[0]) ? "FREQ=WEEKLY;INTERVAL=2" : "FREQ=WEEKLY" }),
  },
  {
    period: "月",
    pattern: pattern(
      `(?:每个?月|按月)?(?:于?次月|于?下个?月)的?(?:前?(${NUMERAL})个工作日内?|(${LIST})[日号]|初)${LIMIT}`,
    ),
    read: (m) => ({
      rule: m[1] ? inWorkdays(m[1]) : m[2] ? `FREQ=MONTHLY;BYMONTHDAY=${days(m[2])}` : "FREQ=MONTHLY",
    }),
  },
  {
    period: "月",
    pattern: pattern(`每个?月的?倒数第(${NUMERAL})个工作日${LIMIT}`),
    read: (m) => ({ rule: `FREQ=MONTHLY;${WORKDAYS};BYSETPOS=-${numberOf(m[1]!)}` }),
  },
  {
    period: "月",
    pattern: pattern(`(?:逢|每个?)?(?:([双偶])|[单奇])(?:数)?月份?的?(${LIST})[日号]?(?<=[日号])${LIMIT}`),
    read: (m) => ({
      rule: `FREQ=MONTHLY;BYMONTH=${m[1] ? "2,4,6,8,10,12" : "1,3,5,7,9,11"};BYMONTHDAY=${days(m[2]!)}`,
    }),
  },
  {
    period: "月",
    pattern: pattern(`每(?:隔)?(两|二|三|四|六|[23460])个月`),
    read: (m) => ({ rule: `FREQ=MONTHLY;INTERVAL=${numberOf(m[1]!) ?? 2}` }),
  },
  {
    period: "月",
    pattern: pattern(`每个?月的?(?:结束|终了)?(?:后|前|第)的?(${NUMERAL})个?(工作)?[日天](?:以?内|前)?`),
    read: (m) => ({ rule: m[2] ? inWorkdays(m[1]!) : `FREQ=MONTHLY;BYMONTHDAY=${numberOf(m[1]!)}` }),
  },
  {
    period: "月",
    pattern: pattern(
      `每个?月的?(?:(最后)(?:一|1)个?|第([一二三四])个?)(?:(?:周|星期)的?)?(?:周|星期)([一二三四五六日天])${LIMIT}`,
    ),
    read: (m) => ({ rule: `FREQ=MONTHLY;BYDAY=${m[1] ? -1 : numberOf(m[2]!)}${WEEK[m[3]!]}` }),
  },
  {
    period: "月",
    pattern: pattern("每个?月的?(?:月?[底末])?的?最后(?:一|1)个工作日(?:[之以]?前)?"),
    read: () => ({ rule: `FREQ=MONTHLY;${WORKDAYS};BYSETPOS=-1` }),
  },
  {
    period: "月",
    pattern: pattern(
      `每个?月的?(${NUMERAL})[日号]?(?:至|到|-|—{1,2}|~)(${NUMERAL})[日号](?:期间|之间|内|前)?`,
    ),
    read: (m) => ({ rule: `FREQ=MONTHLY;BYMONTHDAY=${numberOf(m[2]!)}` }),
  },
  {
    period: "月",
    pattern: pattern(`每个?月的?(${LIST})[、和及与](?:每月)?(?:月?[底末]|最后(?:一|1)[日天])${LIMIT}`),
    read: (m) => ({ rule: `FREQ=MONTHLY;BYMONTHDAY=${days(m[1]!)},-1` }),
  },
  {
    period: "月",
    pattern: pattern(
      `每个?月的?逢?(${NUMERAL}[日号]?(?:[、和及]${NUMERAL}[日号]?)*)[日号]?(?<=[日号])(?:（[^）]*）)?(?:${CLOCK})${LIMIT}`,
    ),
    read: (m) => ({ rule: `FREQ=MONTHLY;BYMONTHDAY=${days(m[1]!)}` }),
  },
  {
    period: "月",
    pattern: pattern(`每个?月的?(?:月?[底末]|最后(?:一|1)[日天])${LIMIT}`),
    read: () => ({ rule: "FREQ=MONTHLY;BYMONTHDAY=-1" }),
  },
  {
    period: "月",
    pattern: pattern("每个?月的?月?(?:初|[上中下]旬)"),
    read: (m) => ({ rule: "FREQ=MONTHLY", open: `原文只写「${m[0]}」,没有写明几号,请确定` }),
  },
  { period: "月", pattern: pattern("每个?月(?!均)|按月|逐月"), read: () => ({ rule: "FREQ=MONTHLY" }) },
  {
    period: "月",
    pattern: pattern(`当月的?(?:(${LIST})[日号]|月?[底末]|最后(?:一|1)天)${LIMIT}`),
    // 「每月至少开展1次，图片于当月底前报某站」: again and again only where the sentence says so.
    read: (m) =>
      /每个?月|按月|逐月|月报|月度/.test(m.input)
        ? { rule: `FREQ=MONTHLY;BYMONTHDAY=${m[1] ? days(m[1]) : "-1"}` }
        : null,
  },
  {
    period: "旬",
    pattern: pattern(`每旬[末底]${LIMIT}`),
    read: () => ({ rule: "FREQ=MONTHLY;BYMONTHDAY=10,20,-1" }),
  },
  {
    period: "旬",
    pattern: pattern("每旬|按旬|逐旬"),
    read: (m) => ({
      rule: "FREQ=MONTHLY;BYMONTHDAY=10,20,-1",
      open: `原文只写「${m[0]}」,没有写明几号,先按每旬末计,请确认`,
    }),
  },
  {
    period: "半月",
    pattern: pattern("每半个?月|按半月"),
    read: (m) => ({
      rule: "FREQ=MONTHLY;BYMONTHDAY=15,-1",
      open: `原文只写「${m[0]}」,没有写明哪两天,先按15日和月底计,请确认`,
    }),
  },
  {
    period: "季度",
    pattern: pattern("每个?季度?|按季度?|逐季"),
    read: () => ({ rule: "FREQ=MONTHLY;INTERVAL=3" }),
  },
  {
    period: "学期",
    pattern: pattern("每个?学期[末底]?"),
    read: (m) => ({ rule: "FREQ=MONTHLY;INTERVAL=6", open: `原文只写「${m[0]}」,没有写明几月几号,请确定` }),
  },
  {
    period: "年",
    pattern: pattern("每个?学年[末底]?"),
    read: (m) => ({ rule: "FREQ=YEARLY", open: `原文只写「${m[0]}」,没有写明几月几号,请确定` }),
  },
  { period: "半年", pattern: pattern("每半年|按半年"), read: () => ({ rule: "FREQ=MONTHLY;INTERVAL=6" }) },
  {
    period: "日",
    pattern: pattern(`每个工作日(?:${CLOCK})${LIMIT}`),
    read: () => ({ rule: `FREQ=WEEKLY;${WORKDAYS}` }),
  },
  {
    period: "日",
    pattern: pattern("(?:每[日天]|按日|逐日)的?(\\d{1,2})[时点]((?:[、和及]\\d{1,2}[时点])+)"),
    read: (m) => ({ rule: `FREQ=DAILY;BYHOUR=${days(m[1]! + m[2]!)}` }),
  },
  {
    period: "日",
    pattern: pattern(`(?:每[日天]|按日|逐日)(?:${CLOCK})${LIMIT}`),
    read: () => ({ rule: "FREQ=DAILY" }),
  },
  {
    period: "年",
    pattern: pattern("每(两|二|三|五|[235])年"),
    read: (m) => ({ rule: `FREQ=YEARLY;INTERVAL=${numberOf(m[1]!) ?? 2}` }),
  },
  {
    period: "年",
    pattern: pattern("每年度?(?!\\d{1,2}月[至到—~-])|按年度?|逐年"),
    read: () => ({ rule: "FREQ=YEARLY" }),
  },
];
