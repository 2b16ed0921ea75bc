// A message whose content the platform kept back: the sender hears why, and goes on with pages, which nobody counts.
import { type CardAction, card } from "../src/chat/card.ts";
import { pageLink } from "../src/services/links.ts";
import { pageButton } from "../src/services/submissions/cards.ts";
import { findOwed } from "../src/services/submissions/owed.ts";
import { type AnyHandler, definePhrase } from "./define.ts";
import { privately } from "./privately.ts";

const MOST_FORMS = 4;

/** Whatever it was: up to four forms that are open, nearest first, and the progress page. */
export const withheldPhrase: AnyHandler = definePhrase({
  allow: "bound",
  recognises: (_text, { event }) => event.withheld !== undefined,
  async run(context) {
    const { work, asker, event } = context;
    const owed = await findOwed(work.tx, asker, work.now);
    const forms = owed
      .filter(({ owing, status }) => owing && status !== "未开始")
      .flatMap((matter) => {
        const material = matter.materials.find(({ handedIn }) => !handedIn) ?? matter.materials[0];
        return material ? [pageButton(work, asker, matter, material, `填报 ${matter.code}`)] : [];
      });
    const progress: CardAction = {
      action: "page",
      label: "看进度",
      url: pageLink(work, asker.id, "/progress"),
    };
    return privately(context, {
      card: card("请在网页上办理", {
        body: [event.withheld ?? "", "填报、上传材料和查看进度都可以点下面的按钮，在网页上办理。"],
        actions: [...forms.slice(0, MOST_FORMS), progress],
      }),
    });
  },
});
