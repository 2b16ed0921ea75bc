// Reading an RFC 5545 recurrence rule into the part of the grammar that reports recur by, with a sentence for the rest.

/** How often a rule repeats. */
export type Frequency = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";

/** A weekday (1 Monday – 7 Sunday), and which one of its month where the rule says so (-1 is the last). */
export interface RuleWeekday {
  weekday: number;
  ordinal: number | null;
}

/** A rule as read. Empty lists mean that the part is not given. */
export interface Rule {
  frequency: Frequency;
  interval: number;
  months: number[];
  /** 1–31, or -1 … -28 from the end of the month. */
  monthDays: number[];
  weekdays: RuleWeekday[];
  positions: number[];
  /** `HH:MM`, or null where the day is meant to its end. */
  time: string | null;
}

/** A rule, or the sentence that says why it can't be used. */
export type ParsedRule = { rule: Rule; issue?: undefined } | { rule?: undefined; issue: string };

const FREQUENCIES: readonly string[] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] satisfies Frequency[];
const WEEKDAY_CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const PARTS = [
  "FREQ",
  "INTERVAL",
  "BYMONTH",
  "BYMONTHDAY",
  "BYDAY",
  "BYSETPOS",
  "BYHOUR",
  "BYMINUTE",
  "WKST",
];

/** Monday to Friday, which in a plan means 工作日. */
export function isWorkdayRule({ weekdays }: Rule): boolean {
  const plain = weekdays.filter(({ ordinal }) => ordinal === null).map(({ weekday }) => weekday);
  return weekdays.length === 5 && [1, 2, 3, 4, 5].every((weekday) => plain.includes(weekday));
}

function splitParts(text: string): { parts: Map<string, string>; issue?: string } {
  const parts = new Map<string, string>();
  const rule = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "");
  for (const part of rule.split(";").filter((one) => one !== "")) {
    const [name = "", value = ""] = part.split("=");
    if (name === "COUNT" || name === "UNTIL")
      return { parts, issue: "周期规则里不写次数和截止日，请把起止日填在「起止」一栏" };
    if (!PARTS.includes(name) || value === "")
      return { parts, issue: `周期规则里的「${part}」看不懂，请改写，例如 FREQ=MONTHLY;BYMONTHDAY=25` };
    if (parts.has(name)) return { parts, issue: `周期规则里「${name}」写了两次，请只留一个` };
    parts.set(name, value);
  }
  return { parts };
}

/** A comma list of integers that pass `valid`, ascending; null where one does not. */
function numbersOf(value: string | undefined, valid: (number: number) => boolean): number[] | null {
  if (value === undefined) return [];
  const texts = value.split(",");
  const numbers = texts.map(Number);
  const good = texts.every((text) => /^[+-]?\d+$/.test(text)) && numbers.every(valid);
  return good ? [...new Set(numbers)].sort((a, b) => a - b) : null;
}

function weekdaysOf(value: string | undefined): RuleWeekday[] | null {
  if (value === undefined) return [];
  const weekdays = value.split(",").map((text) => {
    const match = /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text);
    const ordinal = match?.[1] === undefined ? null : Number(match[1]);
    return match ? { weekday: WEEKDAY_CODES.indexOf(match[2]!) + 1, ordinal } : null;
  });
  return weekdays.every((one) => one !== null) ? weekdays : null;
}

/** What is wrong with a rule whose parts are each readable, as a sentence. */
function issueOf(rule: Rule): string | null {
  const { frequency, interval, months, monthDays, weekdays, positions } = rule;
  const ordinals = weekdays.some(({ ordinal }) => ordinal !== null);
  if (monthDays.length > 0 && weekdays.length > 0) return "几号和星期几只能写一种，请去掉一个";
  if (frequency === "DAILY" || frequency === "WEEKLY") {
    if (monthDays.length > 0 || ordinals) return "按日、按周的周期不能写几号或第几个星期几，请改为按月";
    if (frequency === "WEEKLY" && weekdays.length === 0) return "没有写明每周星期几，请补充，例如每周五";
  } else {
    if (frequency === "YEARLY" && months.length === 0) return "没有写明每年几月，请补充，例如每年12月10日";
    if (monthDays.length === 0 && weekdays.length === 0) return "没有写明几号，请补充，例如每月25日";
    if (ordinals && (positions.length > 0 || weekdays.some(({ ordinal }) => ordinal === null)))
      return "第几个要么写在每个星期几前面，要么统一写一处，请改写，例如 BYDAY=-1FR";
    if (weekdays.length > 0 && !ordinals && positions.length === 0)
      return "按月报送只写了星期几，请写明第几个，例如每月最后一个周五";
    const impossible = monthDays.find(
      (day) => months.length > 0 && months.every((month) => day > LONGEST_MONTH[month - 1]!),
    );
    if (impossible !== undefined) return `${months.join("、")}月没有${impossible}日，请核对原文`;
  }
  if (positions.length > 0 && weekdays.length === 0) return "写了第几个，却没有写星期几或工作日，请补充";
  if (positions.length > 0 && frequency === "DAILY") return "按日的周期不能写第几个，请改为按周或按月";
  if (positions.length > 0 && frequency === "YEARLY" && months.length > 1)
    return "每年几个月都按第几个工作日报的，请改为按月并列出月份";
  if (interval > 1) {
    const days = Math.max(monthDays.length, positions.length || weekdays.length, 1);
    if (days > 1 || (frequency === "YEARLY" && months.length > 1))
      return "隔几周、几月、几年报一次的，每次只能设一天";
    if (months.length > 0 && frequency !== "YEARLY") return "间隔和月份只能写一种，请去掉一个";
    if (isWorkdayRule(rule)) return "按工作日报的不能再设间隔，请去掉一个";
  }
  return null;
}

/** Reads an RRULE value (with or without `RRULE:`); several hours a day, counts and end dates are refused. */
export function parseRecurrence(text: string): ParsedRule {
  const { parts, issue } = splitParts(text);
  if (issue) return { issue };
  const frequency = parts.get("FREQ");
  if (frequency === undefined) return { issue: "没有写周期，请补充，例如每月25日" };
  if (!FREQUENCIES.includes(frequency))
    return { issue: `周期只能按日、周、月、年设定，「${frequency}」不能用` };
  if ((parts.get("WKST") ?? "MO") !== "MO") return { issue: "一周从周一算起，请去掉 WKST" };

  const [interval = 1, ...more] = numbersOf(parts.get("INTERVAL"), (n) => n >= 1 && n <= 99) ?? [0];
  if (interval === 0 || more.length > 0) return { issue: "间隔应是1到99的整数" };
  const months = numbersOf(parts.get("BYMONTH"), (n) => n >= 1 && n <= 12);
  if (!months) return { issue: "月份应是1到12" };
  const monthDays = numbersOf(parts.get("BYMONTHDAY"), (n) => n !== 0 && n >= -28 && n <= 31);
  if (!monthDays) return { issue: "几号应是1到31，最后一日写作-1" };
  const weekdays = weekdaysOf(parts.get("BYDAY"));
  if (!weekdays) return { issue: "星期应写作 MO、TU、WE、TH、FR、SA、SU，前面可加第几个" };
  const positions = numbersOf(parts.get("BYSETPOS"), (n) => n !== 0 && Math.abs(n) <= 31);
  if (!positions) return { issue: "第几个应是1到31，倒数写作负数" };
  const hours = numbersOf(parts.get("BYHOUR"), (n) => n >= 0 && n <= 23);
  const minutes = numbersOf(parts.get("BYMINUTE"), (n) => n >= 0 && n <= 59);
  if (!hours || !minutes || (minutes.length > 0 && hours.length === 0))
    return { issue: "钟点应是0到23时、0到59分，请核对" };
  if (hours.length > 1 || minutes.length > 1)
    return { issue: "一天只能设一个钟点；一天要报几次的，请分成几个事项" };

  const [hour] = hours;
  const pad = (number: number) => String(number).padStart(2, "0");
  const time = hour === undefined ? null : `${pad(hour)}:${pad(minutes[0] ?? 0)}`;
  const rule: Rule = {
    frequency: frequency as Frequency,
    interval,
    months,
    monthDays,
    weekdays,
    positions,
    time,
  };
  const wrong = issueOf(rule);
  return wrong ? { issue: wrong } : { rule };
}
