// Who is in WeCom's directory, as far as the app may see: by number, and who has left.
import type { Department } from "../../chat/platform.ts";
import { AppError } from "../../errors.ts";
import type { WecomApi } from "./api.ts";
import { errcodeOf } from "./errcodes.ts";

const NOBODY = 46004;
/** Codes of an id that is no member's. */
export const GONE = [40003, 60111];
const LEFT = 5;

/** The normalised user id of whoever has this number; null for nobody. */
export async function findByMobile(api: WecomApi, mobile: string): Promise<string | null> {
  try {
    return (await api.findByMobile(mobile)).userid.toLowerCase();
  } catch (error) {
    if (errcodeOf(error) === NOBODY) return null;
    throw error;
  }
}

/** Departments by name and whoever stands in them directly. One call each: a bureau has some dozens. */
export async function readDirectory(api: WecomApi): Promise<Department[]> {
  const departments: Department[] = [];
  for (const { id, name } of await api.listNamedDepartments()) {
    if (name === "") continue;
    const members = (await api.listMembers(id)).filter((member) => member.name !== "");
    departments.push({
      name,
      members: members.map((member) => ({ userId: member.userid.toLowerCase(), name: member.name })),
    });
  }
  return departments;
}

/** Which of these members are no longer there. Lists are read first, so that only who is in none is asked about. */
export async function findLeavers(api: WecomApi, userIds: readonly string[]): Promise<string[]> {
  const there = new Set<string>();
  for (const { id } of await api.listDepartments())
    for (const { userid } of await api.listMembers(id)) there.add(userid.toLowerCase());
  if (there.size === 0)
    throw new AppError("PLATFORM_REJECTED", "应用看不到任何成员，请在管理后台检查应用的可见范围。");
  const left: string[] = [];
  for (const userId of userIds) if (!there.has(userId) && (await hasLeft(api, userId))) left.push(userId);
  return left;
}

/** Out of the app's sight (60011) is not gone. */
async function hasLeft(api: WecomApi, userId: string): Promise<boolean> {
  try {
    return (await api.readMember(userId)).status === LEFT;
  } catch (error) {
    const errcode = errcodeOf(error) ?? 0;
    if (GONE.includes(errcode)) return true;
    if (errcode === 60011) return false;
    throw error;
  }
}
