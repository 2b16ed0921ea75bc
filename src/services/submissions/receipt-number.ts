// 回执号: what a unit is given for each version it hands in.
import { takeNumbers } from "../numbers.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

/** 「报送20230715-0007」: the day and a number that starts at 1 each day. */
export async function nextReceiptNumber(work: UnitOfWork): Promise<string> {
  const stamp = work.today.replaceAll("-", "");
  const number = await takeNumbers(work, `receipt:${stamp}`);
  return `报送${stamp}-${String(number).padStart(4, "0")}`;
}
