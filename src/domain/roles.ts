// The roles people hold in units, and their names.

/** 联系人、单位负责人、分管领导、主要负责人、牵头科室、审计. */
export type Role = "contact" | "head" | "deputy" | "director" | "coordinator" | "auditor";

/** How a role is called in Chinese; the director is shown with the post's own name instead (局长). */
export const ROLE_NAMES: Record<Role, string> = {
  contact: "联系人",
  head: "单位负责人",
  deputy: "分管领导",
  director: "主要负责人",
  coordinator: "牵头科室管理员",
  auditor: "审计员",
};
