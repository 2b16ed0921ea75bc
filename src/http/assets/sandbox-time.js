// Instants as people read them. They arrive as Shanghai time with its offset and are shown as they stand.

const WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const SHANGHAI_MS = 8 * 3_600_000;

/** Milliseconds since 1970 as an ISO instant in Shanghai. */
export function isoAt(ms) {
  return `${new Date(ms + SHANGHAI_MS).toISOString().slice(0, 19)}+08:00`;
}

function parts(iso) {
  const [date, time] = iso.split("T");
  const [year, month, day] = date.split("-").map(Number);
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return { year, text: `${month}月${day}日 ${weekday} ${time.slice(0, 5)}` };
}

/** 「7月12日 周三 09:00」 */
export function shortTime(iso) {
  return parts(iso).text;
}

/** 「2023年」 and the rest, for a narrow screen to leave out the year. */
export function longTime(iso) {
  const { year, text } = parts(iso);
  return { year: `${year}年`, text };
}
