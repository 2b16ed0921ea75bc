// Files on their way out: uploaded once, then named by their id in as many messages as want them.
import { AppError } from "../../errors.ts";
import type { DingtalkApi, RobotBody } from "./api.ts";
import { MEDIA } from "./limits.ts";

/** Uploads of one process. */
export interface Uploads {
  /** The message that shows a stored file. PLATFORM_REJECTED for one that DingTalk does not take. */
  bodyFor(app: DingtalkApi, bot: string, file: { name: string; sha256: string }): Promise<RobotBody>;
}

const MOST_REMEMBERED = 1000;
// Ids may be used again, for how long is not said.
const KEPT_MS = 3 * 86_400_000;

/** `readFile` gives a stored file in clear, or null. */
export function createUploads(readFile: (sha256: string) => Promise<{ bytes: Uint8Array } | null>): Uploads {
  const known = new Map<string, { mediaId: string; until: number }>();

  async function upload(app: DingtalkApi, type: "image" | "file", name: string, sha256: string) {
    const file = await readFile(sha256);
    if (!file) throw new AppError("PLATFORM_REJECTED", `文件“${name}”已不在库里。`);
    if (file.bytes.length === 0 || file.bytes.length > MEDIA.most)
      throw new AppError("PLATFORM_REJECTED", `文件“${name}”太大或是空的，钉钉不收。请在网页下载。`);
    return app.uploadFile(type, name, file.bytes);
  }

  return {
    async bodyFor(app, bot, { name, sha256 }): Promise<RobotBody> {
      const ending = (/\.(\w+)$/.exec(name)?.[1] ?? "").toLowerCase();
      const isImage = MEDIA.images.some((kind) => kind === ending);
      if (!isImage && !MEDIA.files.some((kind) => kind === ending))
        throw new AppError("PLATFORM_REJECTED", `文件“${name}”的格式钉钉不收。请在网页下载。`);
      const key = JSON.stringify([bot, sha256, name]);
      const held = known.get(key);
      const mediaId =
        held && held.until > performance.now()
          ? held.mediaId
          : await upload(app, isImage ? "image" : "file", name, sha256);
      if (known.size >= MOST_REMEMBERED) known.delete(known.keys().next().value!);
      if (held?.mediaId !== mediaId) known.set(key, { mediaId, until: performance.now() + KEPT_MS });
      return isImage
        ? { msgKey: "sampleImageMsg", msgParam: { photoURL: mediaId } }
        : { msgKey: "sampleFile", msgParam: { mediaId, fileName: name, fileType: ending } };
    },
  };
}
