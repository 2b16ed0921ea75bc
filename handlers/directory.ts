// The button under 通讯录核对: the coordinator has those bound whose name and department agree.
import { bindProposed } from "../src/services/directory.ts";
import { type AnyHandler, defineAction } from "./define.ts";
import { privately } from "./privately.ts";

/** 绑定这些人. */
export const bindDirectory: AnyHandler = defineAction({
  action: "bind-directory",
  allow: ["coordinator"],
  done: "已绑定",
  run: async (context) => privately(context, { text: await bindProposed(context.work, context.args) }),
});
