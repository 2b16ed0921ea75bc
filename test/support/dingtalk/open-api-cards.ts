// The simulated card platform: cards are created with a published template, delivered, and changed by their outTrackId.
import { type Json, type Mounting, Refusal } from "./open-api.ts";
import { type Card, findPerson, fresh, keep } from "./world.ts";

type Params = Record<string, string>;

/** Every parameter is text. */
function readParams(holder: unknown): Params {
  const { cardParamMap = {} } = (holder ?? {}) as { cardParamMap?: Json };
  if (Object.values(cardParamMap).some((value) => typeof value !== "string"))
    throw new Refusal("param.cardDataInvalid");
  return cardParamMap as Params;
}

/** Mounts `/v1.0/card`. */
export function mountCards({ world, api }: Mounting): void {
  api("POST", "/v1.0/card/instances/createAndDeliver", ({ body }) => {
    const outTrackId = String(body.outTrackId ?? "");
    const templateId = String(body.cardTemplateId ?? "");
    if (!world.settings.templates.includes(templateId)) throw new Refusal("param.templateNotExist");
    if (outTrackId === "") throw new Refusal("param.outTrackIdEmpty");
    if (world.cards.has(outTrackId)) throw new Refusal("param.cardAlreadyExist");
    const spaces = String(body.openSpaceId ?? "")
      .replace(/^dtv1\.card\/\//, "")
      .split(";")
      .map((space) => /^(\w+)\.(.+)$/.exec(space))
      .map((found) => {
        if (!found) throw new Refusal("param.openSpaceIdInvalid");
        return { type: found[1]!.toUpperCase(), id: found[2]! };
      });
    const card: Card = {
      outTrackId,
      templateId,
      callbackType: body.callbackType === "HTTP" ? "HTTP" : "STREAM",
      ...(body.callbackRouteKey ? { callbackRouteKey: String(body.callbackRouteKey) } : {}),
      params: readParams(body.cardData),
      private: new Map(),
      spaces: [],
      toasts: [],
    };
    if (card.callbackType === "HTTP" && !world.cardRoutes.has(card.callbackRouteKey ?? ""))
      throw new Refusal("param.callbackRouteKeyNotExist");
    const deliverResults = spaces.map(({ type, id }) => {
      const person = findPerson(world, id);
      const single = type === "IM_ROBOT";
      const model = (single ? body.imRobotOpenDeliverModel : body.imGroupOpenDeliverModel) as
        | Json
        | undefined;
      const group = world.groups.find(({ conversationId }) => conversationId === id);
      const success =
        model?.robotCode === world.settings.robotCode &&
        (single ? Boolean(person?.inside && person.visible) : Boolean(group?.hasRobot && !group.disbanded));
      if (success) {
        card.spaces.push({ type, id });
        keep(world, {
          id: outTrackId,
          way: "card",
          to: single ? [id] : [],
          ...(single ? {} : { chat: id }),
          msgtype: "card",
          body: card.params,
        });
      }
      return {
        spaceType: type,
        spaceId: id,
        success,
        carrierId: success ? fresh("carrier") : "",
        errorMsg: success ? "" : "space not found",
      };
    });
    world.cards.set(outTrackId, card);
    return { success: true, result: { outTrackId, deliverResults } };
  });

  api("PUT", "/v1.0/card/instances", ({ body }) => {
    const card = world.cards.get(String(body.outTrackId));
    if (!card) throw new Refusal("param.cardNotExist");
    const options = (body.cardUpdateOptions ?? {}) as { updateCardDataByKey?: boolean };
    const params = readParams(body.cardData);
    // Without the option the whole map is replaced.
    card.params = { ...(options.updateCardDataByKey ? card.params : {}), ...params };
    return { success: true, result: true };
  });

  api("POST", "/v1.0/card/callbacks/register", ({ body }) => {
    const { callbackRouteKey, callbackUrl, apiSecret, forceUpdate } = body as Json & Record<string, string>;
    if (world.cardRoutes.has(callbackRouteKey!) && !forceUpdate)
      throw new Refusal("param.callbackRouteKeyExist");
    world.cardRoutes.set(callbackRouteKey!, { callbackUrl: callbackUrl!, apiSecret: apiSecret! });
    return { success: true, result: { callbackUrl, apiSecret } };
  });
}
