// The Chinese sentences of the conversation itself; those of a single matter stand with their handler's service.

/** Sentences that several handlers or the bot itself say. */
export const SAY = {
  welcome: "您好，我是报送机器人。严禁报送涉密信息和工作秘密。",
  notBound: "您还没有绑定身份。请向牵头科室索取绑定码，然后发送：/绑定 绑定码。绑定之前不能办理其他事项。",
  forbidden: (who: string) => `这件事由${who}办理，您目前没有这项权限。如有疑问，请联系牵头科室。`,
  unknown: (nearest: string[]) =>
    nearest.length > 0
      ? `没有看懂这句话。您是不是想发：${nearest.join("、")}？发送 /帮助 可查看全部用法。`
      : "没有看懂这句话。发送 /帮助 可查看全部用法。",
  unknownAction: "这个按钮已经失效。请发送 /帮助 查看现在可以办的事。",
  failed: (number: number) =>
    `刚才这条没有处理成功，已记下(第${number}号)，牵头科室可以看到。请稍后再发一次。`,
  marked: "该材料带有密级或内部标志，请走机要或保密渠道，不要在聊天工具中发送",
  pressHandled: "已处理",
  unusable: (what: string) =>
    `收到${what}，但这里用不上。请发文字；材料请发文件或图片，也可以从卡片打开网页填报。发送 /帮助 可查看全部用法。`,
  fileGone: (name: string, why: string) => `没有取到您发的“${name}”：${why}。请重新发送一次。`,
  fileOnly: "收到文件，但没有认出它属于哪一项报送。",
} as const;
